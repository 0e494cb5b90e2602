extension Texts {
    static let spanish = Texts(
        pay: "Pagar {amount}",
        donate: "Donar {amount}",
        book: "Reservar por {amount}",
        subscribe: "Suscribirse por {amount}",
        paying: "Pagando…",
        title: "{merchant}: {amount}",
        backTo: "Volver a {merchant}",
        testMode: "Modo de prueba",
        testHint: "No se mueve dinero. Pague con la tarjeta {card}, una fecha futura y cualquier código de seguridad.",
        order: "Su pedido",
        total: "Total",
        allItems: "Los {count} artículos",
        payment: "Pago",
        email: "Correo electrónico",
        nameOnCard: "Nombre en la tarjeta",
        cardNumber: "Número de tarjeta",
        expiry: "Fecha de caducidad",
        expiryHint: "MM / AA",
        securityCode: "Código de seguridad",
        securityCodeHint: "3 cifras al dorso, American Express: 4 delante",
        cardSafety: "Su número de tarjeta solo llega a la bóveda de tarjetas. {merchant} nunca lo ve.",
        cardReady: "Su tarjeta está lista",
        cardExpires: "Caduca {date}",
        anotherCard: "Usar otra tarjeta",
        oneTryLeft: "Puede intentarlo una vez más. Después se cerrará esta página de pago y no se cobrará nada.",
        questions: "¿Preguntas?",
        poweredBy: "Con la tecnología de Paydesk",
        faults: Faults(
            numberMissing: "Escriba su número de tarjeta.",
            numberInvalid: "Revise el número de tarjeta: está incompleto o tiene un error.",
            expiryMissing: "Escriba la fecha de caducidad.",
            expiryInvalid: "Revise la fecha de caducidad, por ejemplo 04 / 29.",
            expiryPast: "Esta tarjeta ha caducado. Use otra tarjeta.",
            codeMissing: "Escriba el código de seguridad.",
            codeInvalid: "Revise el código de seguridad: 3 cifras, o 4 en American Express.",
            nameInvalid: "Revise el nombre: no puede contener un número de tarjeta.",
            emailMissing: "Escriba su correo electrónico.",
            emailInvalid: "Revise el correo electrónico, por ejemplo nombre@ejemplo.es.",
            cardAgain: "Escriba su tarjeta de nuevo. No se ha cobrado nada.",
            tooManyCards:
                "Se han escrito demasiadas tarjetas en esta página. No se ha cobrado nada. Vuelva a {merchant} "
                + "para empezar de nuevo.",
            unreachable:
                "No hemos podido conectar. No se ha perdido nada: pulse el botón otra vez. No se le cobrará dos "
                + "veces.",
            reconnecting: "Problema de conexión. Intentándolo de nuevo…",
            other: "No ha funcionado. No se ha cobrado nada. Inténtelo de nuevo."
        ),
        declines: Declines(
            generic: "Su tarjeta ha sido rechazada. No se ha cobrado nada. Use otra tarjeta.",
            insufficientFunds:
                "Su tarjeta ha sido rechazada por el saldo o un límite. No se ha cobrado nada. Use otra "
                + "tarjeta.",
            expiredCard: "Esta tarjeta ha caducado. No se ha cobrado nada. Use otra tarjeta.",
            incorrectCode:
                "El código de seguridad no era correcto. No se ha cobrado nada. Escriba la tarjeta de "
                + "nuevo.",
            incorrectNumber:
                "El número de tarjeta no era correcto. No se ha cobrado nada. Escriba la tarjeta de "
                + "nuevo.",
            notSupported: "Esta tarjeta no sirve para este pago. No se ha cobrado nada. Use otra tarjeta.",
            tryAgain: "No se ha podido contactar con su banco. No se ha cobrado nada. Inténtelo de nuevo.",
            authenticationRequired:
                "Su banco pidió una confirmación que no tuvo lugar. No se ha cobrado nada. Inténtelo de nuevo o "
                + "use otra tarjeta.",
            codeLost: "Necesitamos su tarjeta otra vez: el código de seguridad nunca se guarda. No se ha cobrado nada."
        ),
        bank: Bank(
            title: "Confirme este pago con su banco",
            body:
                "Su banco quiere asegurarse de que es usted. Confirme {amount} para {merchant} en la página de "
                + "su banco y después volverá aquí. Todavía no se ha cobrado nada.",
            toBank: "Continuar a su banco",
            waiting: "Su banco espera que confirme este pago. Todavía no se ha cobrado nada.",
            orCard: "O pague con otra tarjeta:",
            foreignTitle: "No encontramos el pago al que ha vuelto",
            foreignBody:
                "Lo que ha enviado su banco no corresponde a ningún pago de aquí. Abra de nuevo la página de "
                + "pago desde la tienda: allí verá el estado de su pago."
        ),
        time: Time(
            left: "quedan {time}",
            endsIn: "Esta página de pago se cierra en {time}.",
            overTitle: "El tiempo para pagar ha terminado",
            overBody: "Estamos comprobando si hay un pago en curso. No pague otra vez."
        ),
        notices: Notices(
            checkingTitle: "Comprobando su pago",
            checkingBody: "Suele tardar unos segundos. Deje esta página abierta y no pague otra vez.",
            checkingReload: "Si no ocurre nada, comprobar de nuevo",
            paidTitle: "Pagado",
            paidBody: "Gracias. Su pago a {merchant} se ha realizado.",
            expiredTitle: "Esta página de pago ha caducado",
            expiredBody: "No se ha cobrado nada. Vuelva a {merchant} para empezar de nuevo.",
            endedTitle: "Este pago no se ha realizado",
            endedBody: "La tarjeta ha sido rechazada y esta página de pago se ha cerrado. No se ha cobrado nada.",
            missingTitle: "Aquí no hay ningún pago",
            missingBody: "Puede que el enlace esté incompleto o mal escrito. Ábralo de nuevo desde la tienda.",
            unavailableTitle: "Volvemos enseguida",
            unavailableBody:
                "La página de pago no está disponible en este momento. No se ha perdido nada; la página lo "
                + "intenta de nuevo por sí sola.",
            unavailablePay:
                "Su tarjeta está segura y no se ha perdido nada. Continúe con el botón; no se le cobrará dos "
                + "veces.",
            refusedTitle: "Pulse el botón una vez más",
            refusedBody:
                "Esta petición no venía de la página de pago, por lo que no se ha llevado a cabo. No se ha "
                + "cobrado nada.",
            tryAgain: "Intentar de nuevo",
            toCheckout: "Volver a la página de pago"
        )
    )
}
