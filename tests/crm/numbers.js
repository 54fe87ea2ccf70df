// The CRM handles one link itself.
document.getElementById("own").addEventListener("click", (event) => {
  event.preventDefault();
  document.body.dataset.own = "yes";
});
