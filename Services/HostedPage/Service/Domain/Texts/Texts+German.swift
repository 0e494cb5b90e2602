extension Texts {
    static let german = Texts(
        pay: "{amount} bezahlen",
        donate: "{amount} spenden",
        book: "Für {amount} buchen",
        subscribe: "Für {amount} abonnieren",
        paying: "Zahlung läuft …",
        title: "{merchant}: {amount}",
        backTo: "Zurück zu {merchant}",
        testMode: "Testmodus",
        testHint:
            "Es fließt kein Geld. Bezahlen Sie mit der Karte {card}, einem künftigen Datum und einer beliebigen "
            + "Prüfnummer.",
        order: "Ihre Bestellung",
        total: "Gesamtbetrag",
        allItems: "Alle {count} Artikel",
        payment: "Zahlung",
        email: "E-Mail",
        nameOnCard: "Name auf der Karte",
        cardNumber: "Kartennummer",
        expiry: "Gültig bis",
        expiryHint: "MM / JJ",
        securityCode: "Prüfnummer",
        securityCodeHint: "3 Ziffern hinten, American Express: 4 vorne",
        cardSafety: "Ihre Kartennummer geht nur an den Kartentresor. {merchant} sieht sie nie.",
        cardReady: "Ihre Karte ist bereit",
        cardExpires: "Gültig bis {date}",
        anotherCard: "Andere Karte verwenden",
        oneTryLeft:
            "Sie können es noch einmal versuchen. Danach endet dieser Bezahlvorgang, und es wird nichts "
            + "abgebucht.",
        questions: "Fragen?",
        poweredBy: "Bereitgestellt von Paydesk",
        faults: Faults(
            numberMissing: "Geben Sie Ihre Kartennummer ein.",
            numberInvalid: "Prüfen Sie die Kartennummer: Sie ist unvollständig oder enthält einen Tippfehler.",
            expiryMissing: "Geben Sie das Gültigkeitsdatum ein.",
            expiryInvalid: "Prüfen Sie das Gültigkeitsdatum, zum Beispiel 04 / 29.",
            expiryPast: "Diese Karte ist abgelaufen. Verwenden Sie eine andere Karte.",
            codeMissing: "Geben Sie die Prüfnummer ein.",
            codeInvalid: "Prüfen Sie die Prüfnummer: 3 Ziffern, bei American Express 4.",
            nameInvalid: "Prüfen Sie den Namen: Er darf keine Kartennummer enthalten.",
            emailMissing: "Geben Sie Ihre E-Mail-Adresse ein.",
            emailInvalid: "Prüfen Sie die E-Mail-Adresse, zum Beispiel name@beispiel.de.",
            cardAgain: "Geben Sie Ihre Karte noch einmal ein. Es wurde nichts abgebucht.",
            tooManyCards:
                "Auf dieser Seite wurden zu viele Karten eingegeben. Es wurde nichts abgebucht. Gehen Sie zurück "
                + "zu {merchant} und beginnen Sie neu.",
            unreachable:
                "Wir waren nicht erreichbar. Nichts ist verloren: Drücken Sie die Taste noch einmal. Es wird "
                + "nicht doppelt abgebucht.",
            reconnecting: "Verbindungsproblem. Neuer Versuch …",
            other: "Das hat nicht geklappt. Es wurde nichts abgebucht. Versuchen Sie es noch einmal."
        ),
        declines: Declines(
            generic: "Ihre Karte wurde abgelehnt. Es wurde nichts abgebucht. Verwenden Sie eine andere Karte.",
            insufficientFunds:
                "Ihre Karte wurde wegen Deckung oder Limit abgelehnt. Es wurde nichts abgebucht. Verwenden Sie "
                + "eine andere Karte.",
            expiredCard: "Diese Karte ist abgelaufen. Es wurde nichts abgebucht. Verwenden Sie eine andere Karte.",
            incorrectCode:
                "Die Prüfnummer stimmte nicht. Es wurde nichts abgebucht. Geben Sie die Karte noch einmal "
                + "ein.",
            incorrectNumber:
                "Die Kartennummer stimmte nicht. Es wurde nichts abgebucht. Geben Sie die Karte noch einmal "
                + "ein.",
            notSupported:
                "Diese Karte kann für diese Zahlung nicht verwendet werden. Es wurde nichts abgebucht. Verwenden "
                + "Sie eine andere Karte.",
            tryAgain: "Ihre Bank war nicht erreichbar. Es wurde nichts abgebucht. Versuchen Sie es noch einmal.",
            authenticationRequired:
                "Ihre Bank wollte eine Bestätigung, die nicht stattfand. Es wurde nichts abgebucht. Versuchen "
                + "Sie es noch einmal oder verwenden Sie eine andere Karte.",
            codeLost:
                "Wir brauchen Ihre Karte noch einmal: Die Prüfnummer wird nie gespeichert. Es wurde nichts "
                + "abgebucht."
        ),
        bank: Bank(
            title: "Bestätigen Sie diese Zahlung bei Ihrer Bank",
            body:
                "Ihre Bank möchte sicher sein, dass Sie es sind. Sie bestätigen {amount} für {merchant} auf der "
                + "Seite Ihrer Bank und kommen danach hierher zurück. Es wurde noch nichts abgebucht.",
            toBank: "Weiter zu Ihrer Bank",
            waiting: "Ihre Bank wartet darauf, dass Sie diese Zahlung bestätigen. Es wurde noch nichts abgebucht.",
            orCard: "Oder bezahlen Sie mit einer anderen Karte:",
            foreignTitle: "Wir finden die Zahlung nicht, zu der Sie zurückkommen",
            foreignBody:
                "Was Ihre Bank mitgeschickt hat, gehört zu keiner Zahlung hier. Öffnen Sie die Bezahlseite noch "
                + "einmal vom Shop aus: Sie zeigt, wie es um Ihre Zahlung steht."
        ),
        time: Time(
            left: "noch {time}",
            endsIn: "Dieser Bezahlvorgang endet in {time}.",
            overTitle: "Die Zeit für diesen Bezahlvorgang ist um",
            overBody: "Wir prüfen, ob noch eine Zahlung läuft. Bitte zahlen Sie nicht noch einmal."
        ),
        notices: Notices(
            checkingTitle: "Ihre Zahlung wird geprüft",
            checkingBody:
                "Das dauert meist nur ein paar Sekunden. Lassen Sie die Seite offen und zahlen Sie bitte nicht "
                + "noch einmal.",
            checkingReload: "Falls nichts geschieht: noch einmal nachsehen",
            paidTitle: "Bezahlt",
            paidBody: "Vielen Dank. Ihre Zahlung an {merchant} ist erfolgt.",
            expiredTitle: "Dieser Bezahlvorgang ist abgelaufen",
            expiredBody: "Es wurde nichts abgebucht. Gehen Sie zurück zu {merchant} und beginnen Sie neu.",
            endedTitle: "Diese Zahlung kam nicht zustande",
            endedBody: "Die Karte wurde abgelehnt, und dieser Bezahlvorgang ist beendet. Es wurde nichts abgebucht.",
            missingTitle: "Hier gibt es keinen Bezahlvorgang",
            missingBody:
                "Vielleicht ist der Link unvollständig oder vertippt. Öffnen Sie ihn noch einmal von der Seite "
                + "des Shops.",
            unavailableTitle: "Wir sind gleich wieder da",
            unavailableBody:
                "Die Bezahlseite ist im Moment nicht erreichbar. Nichts ist verloren; die Seite versucht es von "
                + "selbst noch einmal.",
            unavailablePay:
                "Ihre Karte ist sicher, und nichts ist verloren. Mit der Taste geht es weiter; es wird nicht "
                + "doppelt abgebucht.",
            refusedTitle: "Bitte drücken Sie die Taste noch einmal",
            refusedBody:
                "Diese Anfrage kam nicht von der Bezahlseite und wurde deshalb nicht ausgeführt. Es wurde nichts "
                + "abgebucht.",
            tryAgain: "Noch einmal versuchen",
            toCheckout: "Zurück zur Bezahlseite"
        )
    )
}
