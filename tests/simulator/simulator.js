// The simulated uContact: what net2phone's Events API page describes, a few buttons, and a remote control for tests.
"use strict";

const $ = (id) => document.getElementById(id);
const stamp = () => performance.timeOrigin + performance.now();
let order = 0;
let current = null;
let made = 0;

/** Tells the simulator's server. `text/plain` needs no preflight, so it works from a sandboxed frame too. */
function report(path, value) {
  const body = JSON.stringify({ instance: OPTIONS.instance, order: order++, ...value });
  return fetch(path, { method: "POST", body, keepalive: body.length < 60_000 }).catch(() => {});
}

function note(list, title, value) {
  const item = document.createElement("li");
  const text = JSON.stringify(value) ?? String(value);
  item.append(Object.assign(document.createElement("b"), { textContent: title }));
  item.append(Object.assign(document.createElement("code"), { textContent: text.slice(0, 600) }));
  $(list).querySelector(".empty")?.remove();
  $(list).prepend(item);
  while ($(list).children.length > 30) $(list).lastChild.remove();
}

/** What the page shows of an event, whoever fired it. */
function show(message) {
  const { event, data } = message ?? {};
  if (event === "assignedInteraction") current = { ...data };
  if (event === "changedTheme") {
    document.documentElement.dataset.dark = data?.dark === true;
    if (/^#[0-9a-f]{6}$/i.test(data?.primary)) {
      document.documentElement.style.setProperty("--primary", data.primary);
      $("primary").value = data.primary;
    }
    $("dark").checked = data?.dark === true;
  }
  if (event === "changedLanguage") $("language").value = data;
  if (event === "finishedInteraction" && current?.guid === data?.guid) current.ended = true;
  if (event === "sentDisposition" && current?.guid === data?.guid) current.disposed = true;
  $("current").dataset.state = current && !current.ended ? "live" : "none";
  $("who").textContent = current ? String(current.clientId).slice(0, 80) : "No interaction";
  $("what").textContent = current
    ? [current.channel, current.campaign, current.ended && "finished", current.disposed && "disposition sent"]
        .filter(Boolean).join(" · ")
    : "Assign one below.";
  $("finish").disabled = !current || !!current.ended;
  $("dispose").disabled = !current || !!current.disposed;
}

/** Posts an event to the embedder, as uContact does, and tells when. */
function fire(message, seq = null, times = 1) {
  const at = stamp();
  for (let i = 0; i < times; i++) embedder?.postMessage(message, "*");
  show(message);
  note("sent", message?.event ?? "(not an event)", message?.data ?? message);
  return report("/fired", { seq, at, message, times });
}

const guid = () => `sim-${OPTIONS.instance}-${++made}`;
const assigned = (data) => ({ event: "assignedInteraction", data: { guid: guid(), ...data } });

$("assign").addEventListener("submit", (e) => {
  e.preventDefault();
  const form = new FormData(e.target);
  fire(assigned({ campaign: form.get("campaign"), channel: form.get("channel"), clientId: form.get("clientId") }));
});
$("finish").addEventListener("click", () =>
  fire({ event: "finishedInteraction", data: { guid: current.guid, finishDate: new Date().toISOString() } }));
$("dispose").addEventListener("click", () =>
  fire({
    event: "sentDisposition",
    data: { guid: current.guid, comment: "Will call back", levelsId: ["12", "31"], levelsValue: ["Sale", "Interested"] },
  }));
const theme = () => fire({ event: "changedTheme", data: { dark: $("dark").checked, primary: $("primary").value } });
$("dark").addEventListener("change", theme);
$("primary").addEventListener("change", theme);
$("language").addEventListener("change", (e) => fire({ event: "changedLanguage", data: e.target.value }));

window.addEventListener("message", (e) => {
  report("/received", { origin: e.origin, data: e.data, fromEmbedder: e.source === embedder, at: stamp() });
  note("received", `${e.data?.event ?? "(no action)"} from ${e.origin}`, e.data?.data ?? e.data);
  if (e.data?.event === "startInteraction" && OPTIONS.answer !== null) {
    // What uContact does once the other side answers: the new interaction is assigned to the agent.
    setTimeout(() => fire(assigned(e.data.data)), OPTIONS.answer);
  }
});

const control = new WebSocket(`ws://${location.host}/control?instance=${OPTIONS.instance}`);
control.onopen = () => ($("link").textContent = OPTIONS.label);
control.onmessage = (e) => {
  const { seq, message, times } = JSON.parse(e.data);
  fire(message, seq, times);
};
window.addEventListener("pagehide", () => {
  control.close();
  navigator.sendBeacon(`/bye?instance=${OPTIONS.instance}`);
});

for (const { message, at } of firstPosts) {
  show(message);
  note("sent", message?.event ?? "(not an event)", message?.data ?? message);
  report("/fired", { seq: null, at, message, times: 1 });
}
