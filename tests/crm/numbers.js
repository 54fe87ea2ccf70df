// The CRM deals with one link itself.
document.getElementById("own").addEventListener("click", (event) => {
  event.preventDefault();
  document.body.dataset.own = "yes";
});
