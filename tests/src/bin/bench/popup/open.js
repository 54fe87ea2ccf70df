// Opens a page as the toolbar's button does, and returns how long it took until the page could be used.
const [path] = arguments;
const channel = new BroadcastChannel("bench");
const there = new Promise((resolve) => (channel.onmessage = ({ data }) => data.path === `/${path}` && resolve(data)));
await browser.action.setPopup({ popup: path });
const from = performance.timeOrigin + performance.now();
await browser.action.openPopup();
const { steps } = await there;
for (const name in steps) steps[name] -= from;
channel.close();
for (const view of browser.extension.getViews({ type: "popup" })) view.close();
return steps;
