extension Texts {
    static let italian = Texts(
        pay: "Paga {amount}",
        donate: "Dona {amount}",
        book: "Prenota per {amount}",
        subscribe: "Abbonati per {amount}",
        paying: "Pagamento in corso…",
        title: "{merchant}: {amount}",
        backTo: "Torna a {merchant}",
        testMode: "Modalità di prova",
        testHint:
            "Nessun denaro viene spostato. Paga con la carta {card}, una data futura e un codice di sicurezza "
            + "qualsiasi.",
        order: "Il tuo ordine",
        total: "Totale",
        allItems: "Tutti i {count} articoli",
        payment: "Pagamento",
        email: "E-mail",
        nameOnCard: "Nome sulla carta",
        cardNumber: "Numero della carta",
        expiry: "Data di scadenza",
        expiryHint: "MM / AA",
        securityCode: "Codice di sicurezza",
        securityCodeHint: "3 cifre sul retro, American Express: 4 sul fronte",
        cardSafety: "Il numero della tua carta arriva solo alla cassaforte delle carte. {merchant} non lo vede mai.",
        cardReady: "La tua carta è pronta",
        cardExpires: "Scade {date}",
        anotherCard: "Usa un’altra carta",
        oneTryLeft:
            "Puoi riprovare ancora una volta. Poi questa pagina di pagamento si chiude e non viene addebitato "
            + "nulla.",
        questions: "Domande?",
        poweredBy: "Realizzato con Paydesk",
        faults: Faults(
            numberMissing: "Inserisci il numero della carta.",
            numberInvalid: "Controlla il numero della carta: è incompleto o contiene un errore.",
            expiryMissing: "Inserisci la data di scadenza.",
            expiryInvalid: "Controlla la data di scadenza, per esempio 04 / 29.",
            expiryPast: "Questa carta è scaduta. Usa un’altra carta.",
            codeMissing: "Inserisci il codice di sicurezza.",
            codeInvalid: "Controlla il codice di sicurezza: 3 cifre, o 4 per American Express.",
            nameInvalid: "Controlla il nome: non può contenere un numero di carta.",
            emailMissing: "Inserisci il tuo indirizzo e-mail.",
            emailInvalid: "Controlla l’indirizzo e-mail, per esempio nome@esempio.it.",
            cardAgain: "Inserisci di nuovo la carta. Non è stato addebitato nulla.",
            tooManyCards:
                "Su questa pagina sono state inserite troppe carte. Non è stato addebitato nulla. Torna a "
                + "{merchant} per ricominciare.",
            unreachable:
                "Non eravamo raggiungibili. Nulla è perso: premi di nuovo il pulsante. Non ti sarà addebitato "
                + "due volte.",
            reconnecting: "Problema di connessione. Nuovo tentativo…",
            other: "Non ha funzionato. Non è stato addebitato nulla. Riprova."
        ),
        declines: Declines(
            generic: "La tua carta è stata rifiutata. Non è stato addebitato nulla. Usa un’altra carta.",
            insufficientFunds:
                "La tua carta è stata rifiutata per il saldo o per un limite. Non è stato addebitato nulla. Usa "
                + "un’altra carta.",
            expiredCard: "Questa carta è scaduta. Non è stato addebitato nulla. Usa un’altra carta.",
            incorrectCode:
                "Il codice di sicurezza non era corretto. Non è stato addebitato nulla. Inserisci di nuovo la "
                + "carta.",
            incorrectNumber:
                "Il numero della carta non era corretto. Non è stato addebitato nulla. Inserisci di nuovo la "
                + "carta.",
            notSupported:
                "Questa carta non può essere usata per questo pagamento. Non è stato addebitato nulla. Usa "
                + "un’altra carta.",
            tryAgain: "La tua banca non era raggiungibile. Non è stato addebitato nulla. Riprova.",
            authenticationRequired:
                "La tua banca ha chiesto una conferma che non è avvenuta. Non è stato addebitato nulla. Riprova "
                + "o usa un’altra carta.",
            codeLost:
                "Ci serve di nuovo la tua carta: il codice di sicurezza non viene mai conservato. Non è stato "
                + "addebitato nulla."
        ),
        bank: Bank(
            title: "Conferma questo pagamento con la tua banca",
            body:
                "La tua banca vuole essere sicura che sia tu. Confermi {amount} per {merchant} sulla pagina "
                + "della tua banca e poi torni qui. Non è ancora stato addebitato nulla.",
            toBank: "Continua verso la tua banca",
            waiting: "La tua banca aspetta che tu confermi questo pagamento. Non è ancora stato addebitato nulla.",
            orCard: "Oppure paga con un’altra carta:",
            foreignTitle: "Non troviamo il pagamento a cui stai tornando",
            foreignBody:
                "Ciò che la tua banca ha inviato non corrisponde a nessun pagamento qui. Apri di nuovo la pagina "
                + "di pagamento dal negozio: mostra a che punto è il tuo pagamento."
        ),
        time: Time(
            left: "ancora {time}",
            endsIn: "Questa pagina di pagamento si chiude tra {time}.",
            overTitle: "Il tempo per pagare è scaduto",
            overBody: "Stiamo verificando se un pagamento è ancora in corso. Non pagare di nuovo."
        ),
        notices: Notices(
            checkingTitle: "Stiamo verificando il pagamento",
            checkingBody: "Di solito bastano pochi secondi. Lascia aperta questa pagina e non pagare di nuovo.",
            checkingReload: "Se non succede nulla, verifica di nuovo",
            paidTitle: "Pagato",
            paidBody: "Grazie. Il tuo pagamento a {merchant} è andato a buon fine.",
            expiredTitle: "Questa pagina di pagamento è scaduta",
            expiredBody: "Non è stato addebitato nulla. Torna a {merchant} per ricominciare.",
            endedTitle: "Questo pagamento non è riuscito",
            endedBody:
                "La carta è stata rifiutata e questa pagina di pagamento è chiusa. Non è stato addebitato "
                + "nulla.",
            missingTitle: "Qui non c’è nessun pagamento",
            missingBody: "Forse il link è incompleto o errato. Aprilo di nuovo dalla pagina del negozio.",
            unavailableTitle: "Torniamo subito",
            unavailableBody:
                "La pagina di pagamento non è raggiungibile in questo momento. Nulla è perso; la pagina riprova "
                + "da sola.",
            unavailablePay:
                "La tua carta è al sicuro e nulla è perso. Continua con il pulsante; non ti sarà addebitato due "
                + "volte.",
            refusedTitle: "Premi ancora una volta il pulsante",
            refusedBody:
                "Questa richiesta non veniva dalla pagina di pagamento e quindi non è stata eseguita. Non è "
                + "stato addebitato nulla.",
            tryAgain: "Riprova",
            toCheckout: "Torna alla pagina di pagamento"
        )
    )
}
