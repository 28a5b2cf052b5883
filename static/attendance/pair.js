// The pairing code stands behind the # of the QR's address, where it reaches nobody: put it into its field.
const field = document.getElementById("code");
const code = decodeURIComponent(location.hash.slice(1));
if (code && !field.value) {
  field.value = code;
  history.replaceState(null, "", location.pathname + location.search);
}
