// Takes the browser back to the payment page at once; the button is there for those without script.
"use strict";

document.getElementById("onward").submit();
