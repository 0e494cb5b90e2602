extension Texts {
    static let french = Texts(
        pay: "Payer {amount}",
        donate: "Donner {amount}",
        book: "Réserver pour {amount}",
        subscribe: "S’abonner pour {amount}",
        paying: "Paiement en cours…",
        title: "{merchant} : {amount}",
        backTo: "Retour à {merchant}",
        testMode: "Mode test",
        testHint: "Aucun argent ne circule. Payez avec la carte {card}, une date future et un cryptogramme quelconque.",
        order: "Votre commande",
        total: "Total",
        allItems: "Les {count} articles",
        payment: "Paiement",
        email: "E-mail",
        nameOnCard: "Nom sur la carte",
        cardNumber: "Numéro de carte",
        expiry: "Date d’expiration",
        expiryHint: "MM / AA",
        securityCode: "Cryptogramme",
        securityCodeHint: "3 chiffres au dos, American Express : 4 au recto",
        cardSafety: "Votre numéro de carte n’est transmis qu’au coffre-fort de cartes. {merchant} ne le voit jamais.",
        cardReady: "Votre carte est prête",
        cardExpires: "Expire {date}",
        anotherCard: "Utiliser une autre carte",
        oneTryLeft: "Il vous reste un essai. Ensuite, cette page de paiement sera fermée et rien ne sera débité.",
        questions: "Des questions ?",
        poweredBy: "Propulsé par Paydesk",
        faults: Faults(
            numberMissing: "Saisissez votre numéro de carte.",
            numberInvalid: "Vérifiez le numéro de carte : il est incomplet ou contient une erreur.",
            expiryMissing: "Saisissez la date d’expiration.",
            expiryInvalid: "Vérifiez la date d’expiration, par exemple 04 / 29.",
            expiryPast: "Cette carte a expiré. Utilisez une autre carte.",
            codeMissing: "Saisissez le cryptogramme.",
            codeInvalid: "Vérifiez le cryptogramme : 3 chiffres, ou 4 pour American Express.",
            nameInvalid: "Vérifiez le nom : il ne doit pas contenir de numéro de carte.",
            emailMissing: "Saisissez votre adresse e-mail.",
            emailInvalid: "Vérifiez l’adresse e-mail, par exemple nom@exemple.fr.",
            cardAgain: "Saisissez votre carte à nouveau. Rien n’a été débité.",
            tooManyCards:
                "Trop de cartes ont été saisies sur cette page. Rien n’a été débité. Retournez chez {merchant} "
                + "pour recommencer.",
            unreachable:
                "Nous n’étions pas joignables. Rien n’est perdu : appuyez à nouveau sur le bouton. Vous ne serez "
                + "pas débité deux fois.",
            reconnecting: "Problème de connexion. Nouvel essai…",
            other: "Cela n’a pas fonctionné. Rien n’a été débité. Réessayez."
        ),
        declines: Declines(
            generic: "Votre carte a été refusée. Rien n’a été débité. Utilisez une autre carte.",
            insufficientFunds:
                "Votre carte a été refusée en raison du solde ou d’un plafond. Rien n’a été débité. Utilisez une "
                + "autre carte.",
            expiredCard: "Cette carte a expiré. Rien n’a été débité. Utilisez une autre carte.",
            incorrectCode: "Le cryptogramme était incorrect. Rien n’a été débité. Saisissez la carte à nouveau.",
            incorrectNumber: "Le numéro de carte était incorrect. Rien n’a été débité. Saisissez la carte à nouveau.",
            notSupported:
                "Cette carte ne peut pas servir à ce paiement. Rien n’a été débité. Utilisez une autre "
                + "carte.",
            tryAgain: "Votre banque n’était pas joignable. Rien n’a été débité. Réessayez.",
            authenticationRequired:
                "Votre banque a demandé une confirmation qui n’a pas eu lieu. Rien n’a été débité. Réessayez ou "
                + "utilisez une autre carte.",
            codeLost:
                "Nous avons encore besoin de votre carte : le cryptogramme n’est jamais conservé. Rien n’a été "
                + "débité."
        ),
        bank: Bank(
            title: "Confirmez ce paiement auprès de votre banque",
            body:
                "Votre banque veut s’assurer que c’est bien vous. Vous confirmez {amount} pour {merchant} sur la "
                + "page de votre banque, puis vous revenez ici. Rien n’a encore été débité.",
            toBank: "Continuer vers votre banque",
            waiting: "Votre banque attend que vous confirmiez ce paiement. Rien n’a encore été débité.",
            orCard: "Ou payez avec une autre carte :",
            foreignTitle: "Nous ne trouvons pas le paiement auquel vous revenez",
            foreignBody:
                "Ce que votre banque a transmis ne correspond à aucun paiement ici. Ouvrez de nouveau la page de "
                + "paiement depuis la boutique : elle indique où en est votre paiement."
        ),
        time: Time(
            left: "encore {time}",
            endsIn: "Cette page de paiement se ferme dans {time}.",
            overTitle: "Le temps pour payer est écoulé",
            overBody: "Nous vérifions si un paiement est encore en cours. Ne payez pas une deuxième fois."
        ),
        notices: Notices(
            checkingTitle: "Vérification de votre paiement",
            checkingBody:
                "Cela prend en général quelques secondes. Laissez cette page ouverte et ne payez pas une seconde "
                + "fois.",
            checkingReload: "Si rien ne se passe, vérifier à nouveau",
            paidTitle: "Payé",
            paidBody: "Merci. Votre paiement à {merchant} a été effectué.",
            expiredTitle: "Cette page de paiement a expiré",
            expiredBody: "Rien n’a été débité. Retournez chez {merchant} pour recommencer.",
            endedTitle: "Ce paiement n’a pas abouti",
            endedBody: "La carte a été refusée et cette page de paiement est fermée. Rien n’a été débité.",
            missingTitle: "Aucun paiement à cette adresse",
            missingBody: "Le lien est peut-être incomplet ou erroné. Ouvrez-le à nouveau depuis la boutique.",
            unavailableTitle: "Nous revenons tout de suite",
            unavailableBody:
                "La page de paiement est momentanément injoignable. Rien n’est perdu ; la page réessaie "
                + "d’elle-même.",
            unavailablePay:
                "Votre carte est en sécurité et rien n’est perdu. Continuez avec le bouton ; vous ne serez pas "
                + "débité deux fois.",
            refusedTitle: "Appuyez encore une fois sur le bouton",
            refusedBody:
                "Cette demande ne venait pas de la page de paiement et n’a donc pas été exécutée. Rien n’a été "
                + "débité.",
            tryAgain: "Réessayer",
            toCheckout: "Retour à la page de paiement"
        )
    )
}
