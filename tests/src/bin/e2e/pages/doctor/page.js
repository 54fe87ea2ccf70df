const text = (row, part) => {
  const found = row.querySelector(`[data-part=${part}]`);
  return found?.checkVisibility() ? found.textContent : "";
};
return [...document.querySelectorAll(".finding")].map((row) => ({
  key: row.dataset.key,
  state: row.dataset.state,
  title: text(row, "text"),
  detail: text(row, "detail"),
  todo: text(row, "todo"),
  who: text(row, "who"),
  act: text(row, "act"),
  copies: [...row.querySelectorAll("code")].map((code) => code.textContent),
}));
