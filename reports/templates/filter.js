(function () {
  var form = document.getElementById("filter"), table = document.getElementById("map");
  if (!form || !table) { return; }
  var kind = document.getElementById("filter-kind"), verdict = document.getElementById("filter-verdict");
  var column = document.getElementById("filter-column"), text = document.getElementById("filter-text"), said = document.getElementById("filter-said");
  var rows = Array.prototype.slice.call(table.querySelectorAll("tr[data-kind]"));
  function fits(row) {
    if (kind.value && row.getAttribute("data-kind") !== kind.value) { return false; }
    if (text.value.trim() && row.cells[0].textContent.toLowerCase().indexOf(text.value.trim().toLowerCase()) < 0) { return false; }
    if (!verdict.value) { return true; }
    return Array.prototype.some.call(row.cells, function (cell, index) {
      return index > 0 && (!column.value || String(index) === column.value) && cell.querySelector(".badge." + verdict.value);
    });
  }
  function run() {
    var shown = 0;
    rows.forEach(function (row) { row.hidden = !fits(row); shown += row.hidden ? 0 : 1; });
    Array.prototype.forEach.call(table.tBodies, function (body) {
      var head = body.querySelector(".group");
      if (head) { head.hidden = !body.querySelector("tr[data-kind]:not([hidden])"); }
    });
    said.textContent = "Показано организаций: " + shown + " из " + rows.length;
  }
  form.hidden = false;
  ["input", "change"].forEach(function (name) { form.addEventListener(name, run); });
  document.getElementById("filter-reset").addEventListener("click", function () {
    [kind, verdict, column, text].forEach(function (field) { field.value = ""; });
    run();
  });
  run();
})();
