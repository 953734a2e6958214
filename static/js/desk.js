// The boxes that Django's admin draws over its selects have no name of their own: a screen reader hears the label, then what is chosen.
(() => {
  const named = (element, label) => {
    const own = element.getAttribute("aria-labelledby") || element.id;
    element.setAttribute("aria-labelledby", `${label.id} ${own}`.trim());
  };
  const name = () => {
    for (const select of document.querySelectorAll("select.admin-autocomplete:not([data-named])")) {
      const box = select.parentElement.querySelector("[role=combobox]");
      const cell = select.closest("td");
      const label =
        document.querySelector(`label[for="${CSS.escape(select.id)}"]`) || cell?.closest("table").querySelectorAll("thead th")[cell.cellIndex];
      if (!box || !label) continue;
      select.dataset.named = "yes";
      label.id ||= `${select.id}_label`;
      [box, ...box.querySelectorAll("[role=textbox]")].forEach((element) => named(element, label));
    }
  };
  new MutationObserver(name).observe(document.documentElement, { childList: true, subtree: true });
})();
