extension Texts {
    static let dutch = Texts(
        pay: "{amount} betalen",
        donate: "{amount} doneren",
        book: "Boeken voor {amount}",
        subscribe: "Abonneren voor {amount}",
        paying: "Bezig met betalen…",
        title: "{merchant}: {amount}",
        backTo: "Terug naar {merchant}",
        testMode: "Testmodus",
        testHint:
            "Er wordt geen geld verplaatst. Betaal met kaart {card}, een toekomstige datum en een willekeurige "
            + "beveiligingscode.",
        order: "Uw bestelling",
        total: "Totaal",
        allItems: "Alle {count} artikelen",
        payment: "Betaling",
        email: "E-mail",
        nameOnCard: "Naam op de kaart",
        cardNumber: "Kaartnummer",
        expiry: "Vervaldatum",
        expiryHint: "MM / JJ",
        securityCode: "Beveiligingscode",
        securityCodeHint: "3 cijfers achterop, American Express: 4 voorop",
        cardSafety: "Uw kaartnummer gaat alleen naar de kaartkluis. {merchant} ziet het nooit.",
        cardReady: "Uw kaart staat klaar",
        cardExpires: "Vervalt {date}",
        anotherCard: "Een andere kaart gebruiken",
        oneTryLeft: "U kunt het nog één keer proberen. Daarna sluit deze betaalpagina en wordt er niets afgeschreven.",
        questions: "Vragen?",
        poweredBy: "Mogelijk gemaakt door Paydesk",
        faults: Faults(
            numberMissing: "Vul uw kaartnummer in.",
            numberInvalid: "Controleer het kaartnummer: het is niet volledig of bevat een typefout.",
            expiryMissing: "Vul de vervaldatum in.",
            expiryInvalid: "Controleer de vervaldatum, bijvoorbeeld 04 / 29.",
            expiryPast: "Deze kaart is verlopen. Gebruik een andere kaart.",
            codeMissing: "Vul de beveiligingscode in.",
            codeInvalid: "Controleer de beveiligingscode: 3 cijfers, of 4 bij American Express.",
            nameInvalid: "Controleer de naam: er mag geen kaartnummer in staan.",
            emailMissing: "Vul uw e-mailadres in.",
            emailInvalid: "Controleer het e-mailadres, bijvoorbeeld naam@voorbeeld.nl.",
            cardAgain: "Vul uw kaart nog een keer in. Er is niets afgeschreven.",
            tooManyCards:
                "Er zijn te veel kaarten ingevuld op deze pagina. Er is niets afgeschreven. Ga terug naar "
                + "{merchant} om opnieuw te beginnen.",
            unreachable:
                "We waren niet bereikbaar. Er is niets verloren: druk nog een keer op de knop. Er wordt niet "
                + "dubbel afgeschreven.",
            reconnecting: "Verbindingsprobleem. We proberen het opnieuw…",
            other: "Dat is niet gelukt. Er is niets afgeschreven. Probeer het opnieuw."
        ),
        declines: Declines(
            generic: "Uw kaart is geweigerd. Er is niets afgeschreven. Gebruik een andere kaart.",
            insufficientFunds:
                "Uw kaart is geweigerd vanwege het saldo of een limiet. Er is niets afgeschreven. Gebruik een "
                + "andere kaart.",
            expiredCard: "Deze kaart is verlopen. Er is niets afgeschreven. Gebruik een andere kaart.",
            incorrectCode: "De beveiligingscode klopte niet. Er is niets afgeschreven. Vul de kaart nog een keer in.",
            incorrectNumber: "Het kaartnummer klopte niet. Er is niets afgeschreven. Vul de kaart nog een keer in.",
            notSupported:
                "Deze kaart kan niet worden gebruikt voor deze betaling. Er is niets afgeschreven. Gebruik een "
                + "andere kaart.",
            tryAgain: "Uw bank was niet bereikbaar. Er is niets afgeschreven. Probeer het opnieuw.",
            authenticationRequired:
                "Uw bank vroeg om een bevestiging die niet heeft plaatsgevonden. Er is niets afgeschreven. "
                + "Probeer het opnieuw of gebruik een andere kaart.",
            codeLost:
                "We hebben uw kaart nog een keer nodig: de beveiligingscode wordt nooit bewaard. Er is niets "
                + "afgeschreven."
        ),
        bank: Bank(
            title: "Bevestig deze betaling bij uw bank",
            body:
                "Uw bank wil zeker weten dat u het bent. U bevestigt {amount} voor {merchant} op de pagina van "
                + "uw bank en komt daarna hier terug. Er is nog niets afgeschreven.",
            toBank: "Verder naar uw bank",
            waiting: "Uw bank wacht tot u deze betaling bevestigt. Er is nog niets afgeschreven.",
            orCard: "Of betaal met een andere kaart:",
            foreignTitle: "We vinden de betaling niet waarnaar u terugkeert",
            foreignBody:
                "Wat uw bank heeft meegestuurd, hoort niet bij een betaling hier. Open de betaalpagina opnieuw "
                + "vanuit de winkel: daar ziet u hoe het met uw betaling staat."
        ),
        time: Time(
            left: "nog {time}",
            endsIn: "Deze betaalpagina sluit over {time}.",
            overTitle: "De tijd om te betalen is voorbij",
            overBody: "We controleren of er nog een betaling loopt. Betaal niet nog een keer."
        ),
        notices: Notices(
            checkingTitle: "Uw betaling wordt gecontroleerd",
            checkingBody:
                "Dit duurt meestal maar een paar seconden. Laat deze pagina open en betaal niet nog een "
                + "keer.",
            checkingReload: "Gebeurt er niets? Kijk nog een keer",
            paidTitle: "Betaald",
            paidBody: "Bedankt. Uw betaling aan {merchant} is gelukt.",
            expiredTitle: "Deze betaalpagina is verlopen",
            expiredBody: "Er is niets afgeschreven. Ga terug naar {merchant} om opnieuw te beginnen.",
            endedTitle: "Deze betaling is niet gelukt",
            endedBody: "De kaart is geweigerd en deze betaalpagina is gesloten. Er is niets afgeschreven.",
            missingTitle: "Hier is geen betaling",
            missingBody:
                "Misschien is de link onvolledig of verkeerd getypt. Open hem opnieuw vanaf de pagina van de "
                + "winkel.",
            unavailableTitle: "We zijn zo terug",
            unavailableBody:
                "De betaalpagina is op dit moment niet bereikbaar. Er is niets verloren; de pagina probeert het "
                + "vanzelf opnieuw.",
            unavailablePay:
                "Uw kaart is veilig en er is niets verloren. Ga verder met de knop; er wordt niet dubbel "
                + "afgeschreven.",
            refusedTitle: "Druk nog een keer op de knop",
            refusedBody:
                "Dit verzoek kwam niet van de betaalpagina en is daarom niet uitgevoerd. Er is niets "
                + "afgeschreven.",
            tryAgain: "Opnieuw proberen",
            toCheckout: "Terug naar de betaalpagina"
        )
    )
}
