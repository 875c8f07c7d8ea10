(function () {
  var root = document.documentElement, key = "school-monitor-vision", state = {};
  try { state = JSON.parse(localStorage.getItem(key)) || {}; } catch (error) { state = {}; }
  function apply() {
    ["size", "colours", "spacing", "pictures"].forEach(function (name) {
      if (typeof state[name] === "string" && state[name]) { root.setAttribute("data-" + name, state[name]); }
      else { root.removeAttribute("data-" + name); }
    });
  }
  function save() { try { localStorage.setItem(key, JSON.stringify(state)); } catch (error) { return; } }
  apply();
  document.addEventListener("DOMContentLoaded", function () {
    var panel = document.getElementById("vision"), open = document.getElementById("vision-open");
    if (!panel || !open) { return; }
    var buttons = Array.prototype.slice.call(panel.querySelectorAll("button[data-name]"));
    function show() {
      buttons.forEach(function (button) {
        var on = (state[button.getAttribute("data-name")] || "") === button.getAttribute("data-value");
        button.setAttribute("aria-pressed", on ? "true" : "false");
      });
    }
    open.hidden = false;
    open.addEventListener("click", function () {
      panel.hidden = !panel.hidden;
      open.setAttribute("aria-expanded", panel.hidden ? "false" : "true");
    });
    buttons.forEach(function (button) {
      button.addEventListener("click", function () {
        state[button.getAttribute("data-name")] = button.getAttribute("data-value");
        apply(); save(); show();
      });
    });
    document.getElementById("vision-reset").addEventListener("click", function () { state = {}; apply(); save(); show(); });
    show();
  });
})();
