// A list that a framework renders again and again: rows change, move, come and go. Errors, and what was rendered at
// the end, are kept as attributes of the page's root element.
const thrown = [];
addEventListener("error", (event) => thrown.push(String(event.message)));
addEventListener("unhandledrejection", (event) => thrown.push(String(event.reason)));
const place = document.getElementById("app");
const ROUNDS = 60;
const rows = (round) =>
  Array.from({ length: 24 }, (_, at) => (at * 7 + round) % 24)
    .filter((id) => (id + round) % 5 !== 0)
    .map((id) => ({ id, name: `Cliente ${id}`, phone: `2900 ${1000 + ((id * 37 + round) % 9000)}` }));
const text = (round) => rows(round).map((row) => `${row.name}: ${row.phone}`);
const done = () => {
  const shown = [...place.querySelectorAll("li")].map((li) => li.textContent);
  const right = JSON.stringify(shown) === JSON.stringify(text(ROUNDS));
  document.documentElement.dataset.rendered = JSON.stringify({ right, thrown, shown: shown.length });
};
const each = (render) => {
  let round = 0;
  const next = () => {
    round += 1;
    render(round);
    if (round < ROUNDS) requestAnimationFrame(next);
    // What the last round changed is in the page by then.
    else requestAnimationFrame(() => requestAnimationFrame(done));
  };
  requestAnimationFrame(next);
};
const ways = {
  plain() {
    each((round) => {
      place.replaceChildren(
        ...rows(round).map((row) => {
          const li = document.createElement("li");
          li.append(row.name, ": ", row.phone);
          return li;
        }),
      );
    });
  },
  react() {
    const root = ReactDOM.createRoot(place);
    const { createElement, StrictMode } = React;
    each((round) =>
      root.render(
        createElement(StrictMode, null, rows(round).map((row) => createElement("li", { key: row.id }, row.name, ": ", row.phone))),
      ),
    );
  },
  vue() {
    const state = Vue.reactive({ rows: [] });
    Vue.createApp({
      render: () => state.rows.map((row) => Vue.h("li", { key: row.id }, [row.name, ": ", row.phone])),
    }).mount(place);
    each((round) => {
      state.rows = rows(round);
    });
  },
};
ways[place.dataset.way]();
