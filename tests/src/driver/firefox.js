// Helpers for scripts in Firefox's own context. A tab is identified by its browserId, which survives a switch of
// processes.
const system = Services.scriptSecurityManager.getSystemPrincipal();
const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
const id = (tab) => String(tab.linkedBrowser.browserId);
const tabs = () => [...Services.wm.getEnumerator("navigator:browser")].flatMap((w) => [...w.gBrowser.tabs]);
const find = (wanted) => tabs().find((t) => id(t) === wanted && !t.closing);
const tabOf = (wanted) => {
  const tab = find(wanted);
  if (!tab) throw new Error(`no tab ${wanted}`);
  return tab;
};
const closeTab = (wanted) => {
  const tab = tabOf(wanted);
  win(tab).gBrowser.removeTab(tab, { animate: false, skipPermitUnload: true });
};
const win = (tab) => tab.ownerDocument.defaultView;
const extension = (addon) => WebExtensionPolicy.getByID(addon).extension;

/** Loads an address and waits until its document has loaded. */
function load(tab, url) {
  const browser = tab.linkedBrowser;
  return new Promise((resolve) => {
    const listener = {
      QueryInterface: ChromeUtils.generateQI(["nsIWebProgressListener", "nsISupportsWeakReference"]),
      onStateChange(progress, request, flags) {
        const wanted = Ci.nsIWebProgressListener.STATE_STOP | Ci.nsIWebProgressListener.STATE_IS_NETWORK;
        const there = url === "about:blank" || browser.currentURI.spec !== "about:blank";
        if (progress.isTopLevel && (flags & wanted) === wanted && there) {
          browser.removeProgressListener(listener);
          delete tab.testListener;
          resolve();
        }
      },
    };
    tab.testListener = listener; // the browser holds it weakly
    browser.addProgressListener(listener, Ci.nsIWebProgress.NOTIFY_STATE_NETWORK);
    browser.loadURI(Services.io.newURI(url), { triggeringPrincipal: system });
  });
}

async function addTab(url, front, home) {
  const browser = win(tabOf(home)).gBrowser;
  const tab = browser.addTab("about:blank", { triggeringPrincipal: system, inBackground: !front });
  if (front) browser.selectedTab = tab;
  await load(tab, url);
  return id(tab);
}

const commands = (wanted) =>
  tabOf(wanted).linkedBrowser.browsingContext.currentWindowGlobal.getActor("MarionetteCommands");

/** WebDriver's own mouse and keyboard. geckodriver refuses them on an extension's page; its actor does not. */
const asUser = {
  toJSON: () => ({ "moz:webdriverClick": true, "moz:accessibilityChecks": false, strictFileInteractability: false }),
};
async function click(wanted, selector) {
  const actor = commands(wanted);
  await actor.clickElement(await actor.findElement("css selector", selector, { timeout: 0 }), asUser);
}
async function typeInto(wanted, selector, text) {
  const actor = commands(wanted);
  await actor.sendKeysToElement(await actor.findElement("css selector", selector, { timeout: 0 }), text, asUser);
}

/** The name by which WebDriver knows a tab. */
function handle(wanted) {
  const { TabManager } = ChromeUtils.importESModule("chrome://remote/content/shared/TabManager.sys.mjs");
  return TabManager.getIdForBrowser(tabOf(wanted).linkedBrowser);
}

/** Runs a function body in a tab by the actor that WebDriver itself uses, without selecting the tab. */
async function runIn(wanted, script, args) {
  try {
    const value = await commands(wanted).executeScript(script, args, { timeout: 60_000 });
    return JSON.stringify({ value: value ?? null });
  } catch (e) {
    return JSON.stringify({ error: String(e) });
  }
}

const windows = () => [...Services.wm.getEnumerator("navigator:browser")];

/** Opens the extension's sidebar in the newest window. */
async function openSide(addon) {
  const { SidebarController: sidebar } = windows().at(-1);
  const [key] = [...sidebar.sidebars].find(([, known]) => known.extensionId === addon);
  await sidebar.show(key);
}
function closeSide() {
  for (const { SidebarController: sidebar } of windows()) if (sidebar.isOpen) sidebar.hide();
}

/** The tab that shows an address, brought to the front. */
function at(url) {
  const tab = tabs().find((known) => known.linkedBrowser.currentURI.spec === url);
  if (!tab) throw new Error(`no tab at ${url}`);
  win(tab).gBrowser.selectedTab = tab;
  return tab;
}
function pressShortcut(addon, command, url) {
  at(url);
  extension(addon).shortcuts.onCommand(command);
}
function chooseInMenu(addon, info, url) {
  extension(addon).emit("webext-menu-menuitem-click", info, at(url));
}

/** Ends the event page, whatever it has under way, and returns the state it is in. */
async function endBackground(addon) {
  const { backgroundState } = extension(addon);
  if (backgroundState === "running") {
    await extension(addon).terminateBackground({ ignoreDevToolsAttached: true, disableResetIdleForTest: true });
  }
  return extension(addon).backgroundState;
}

/** Packs a folder anew with another version, and has the browser install it, as an update from a store. */
async function offerUpdate(folder, version) {
  Services.prefs.setBoolPref("xpinstall.signatures.required", false);
  const file = Services.dirsvc.get("ProfD", Ci.nsIFile);
  file.append(`update-${version}.xpi`);
  const zip = Cc["@mozilla.org/zipwriter;1"].createInstance(Ci.nsIZipWriter);
  zip.open(file, 0x02 | 0x08 | 0x20); // PR_RDONLY | PR_CREATE_FILE | PR_TRUNCATE, as numbers: nsIFile has no names
  const root = Cc["@mozilla.org/file/local;1"].createInstance(Ci.nsIFile);
  root.initWithPath(folder);
  const add = (directory, prefix) => {
    for (const entry of directory.directoryEntries) {
      const name = prefix + entry.leafName;
      if (entry.isDirectory()) add(entry, `${name}/`);
      else if (name !== "manifest.json") zip.addEntryFile(name, Ci.nsIZipWriter.COMPRESSION_NONE, entry, false);
    }
  };
  add(root, "");
  const manifest = JSON.parse(await IOUtils.readUTF8(PathUtils.join(folder, "manifest.json")));
  const changed = await IOUtils.createUniqueFile(PathUtils.tempDir, "manifest.json");
  await IOUtils.writeUTF8(changed, JSON.stringify({ ...manifest, version }));
  zip.addEntryFile("manifest.json", Ci.nsIZipWriter.COMPRESSION_NONE, await IOUtils.getFile(changed), false);
  zip.close();
  await IOUtils.remove(changed);
  const install = await AddonManager.getInstallForFile(file);
  return new Promise((resolve) => {
    install.addListener({
      onInstallPostponed: () => resolve("postponed"),
      onInstallEnded: () => resolve("installed"),
      onInstallFailed: () => resolve(`failed: ${install.error}`),
    });
    install.install().catch(() => {});
  });
}

/** Whether an update waits for the extension to agree. */
async function updateWaits(addon) {
  const installs = await AddonManager.getAllInstalls();
  return installs.some((one) => one.addon?.id === addon && one.state === AddonManager.STATE_POSTPONED);
}

/** Decides about a permission of an origin's pages. */
function setPermission(origin, name, state) {
  const principal = Services.scriptSecurityManager.createContentPrincipalFromOrigin(origin);
  const { ALLOW_ACTION, DENY_ACTION, UNKNOWN_ACTION } = Services.perms;
  const action = { granted: ALLOW_ACTION, denied: DENY_ACTION, prompt: UNKNOWN_ACTION }[state];
  Services.perms.addFromPrincipal(principal, name, action);
}

/** Gives a tab's page this viewport, smaller than the window would allow. */
async function resize(wanted, width, height) {
  const tab = tabOf(wanted);
  const browser = tab.linkedBrowser;
  win(tab).resizeTo(Math.max(width + 40, 700), height + 160);
  for (const [name, size] of [["width", width], ["height", height]]) {
    for (const bound of [`min-${name}`, `max-${name}`]) browser.style.setProperty(bound, `${size}px`);
  }
  await new Promise((resolve) => win(tab).requestAnimationFrame(() => win(tab).requestAnimationFrame(resolve)));
}

/** A picture of a tab's viewport, frames of other processes included, as base64. */
async function picture(wanted) {
  const { linkedBrowser: browser } = tabOf(wanted);
  const bitmap = await browser.browsingContext.currentWindowGlobal.drawSnapshot(null, 1, "white");
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}
