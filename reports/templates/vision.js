(function () {
  var root = document.documentElement, key = "school-monitor-vision", state = {};
  var choices = [
    ["size", "Размер текста", [["", "обычный"], ["large", "крупный"], ["huge", "очень крупный"]]],
    ["colours", "Цвета", [["", "обычные"], ["black", "чёрным по белому"], ["white", "белым по чёрному"], ["blue", "синим по голубому"]]],
    ["spacing", "Интервалы", [["", "обычные"], ["wide", "увеличенные"]]],
    ["pictures", "Изображения", [["", "показывать"], ["none", "скрыть"]]]
  ];
  var buttons = [];
  try { state = JSON.parse(localStorage.getItem(key)) || {}; } catch (error) { state = {}; }
  function apply() {
    choices.forEach(function (choice) {
      var value = state[choice[0]];
      if (typeof value === "string" && value) { root.setAttribute("data-" + choice[0], value); } else { root.removeAttribute("data-" + choice[0]); }
    });
    buttons.forEach(function (item) { item.button.setAttribute("aria-pressed", (state[item.name] || "") === item.value ? "true" : "false"); });
  }
  function change() {
    apply();
    try { localStorage.setItem(key, JSON.stringify(state)); } catch (error) { return; }
  }
  function add(parent, tag, text, attributes) {
    var made = document.createElement(tag);
    made.textContent = text;
    Object.keys(attributes).forEach(function (name) { made.setAttribute(name, attributes[name]); });
    parent.appendChild(made);
    return made;
  }
  apply();
  document.addEventListener("DOMContentLoaded", function () {
    var bar = document.querySelector(".bar");
    var open = add(bar, "button", "Версия для слабовидящих", { type: "button", "aria-expanded": "false", "aria-controls": "vision" });
    var panel = add(bar, "div", "", { id: "vision", "class": "vision", role: "group", "aria-label": "Настройки показа для слабовидящих" });
    panel.hidden = true;
    choices.forEach(function (choice) {
      var group = add(panel, "div", "", { role: "group", "aria-label": choice[1] });
      add(group, "span", choice[1] + ": ", {});
      choice[2].forEach(function (item) {
        var button = add(group, "button", item[1], { type: "button" });
        buttons.push({ button: button, name: choice[0], value: item[0] });
        button.addEventListener("click", function () { state[choice[0]] = item[0]; change(); });
      });
    });
    add(panel, "button", "Вернуть обычный вид", { type: "button" }).addEventListener("click", function () { state = {}; change(); });
    open.addEventListener("click", function () {
      panel.hidden = !panel.hidden;
      open.setAttribute("aria-expanded", panel.hidden ? "false" : "true");
    });
    apply();
  });
})();
