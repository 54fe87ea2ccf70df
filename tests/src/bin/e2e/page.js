// What a user does on one of the extension's pages, by the events that a browser fires for it.
const $ = (id) => {
  const found = document.querySelector(id);
  if (!found) throw new Error(`there is no ${id}`);
  if (!found.checkVisibility()) throw new Error(`${id} is not to be seen`);
  if (found.matches(":disabled")) throw new Error(`${id} is disabled`);
  return found;
};
const type = (id, text) => {
  const field = $(id);
  field.focus();
  field.value = text;
  field.setSelectionRange?.(text.length, text.length);
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
};
const choose = (id, value) => {
  const field = $(id);
  field.focus();
  field.value = value;
  if (field.value !== value) throw new Error(`${id} has no choice ${value}`);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
};
const press = (id, key, more = {}) => {
  const target = $(id);
  target.focus();
  return target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
};
const click = (id) => {
  const target = $(id);
  target.focus();
  target.click();
};
const text = (id) => document.querySelector(id)?.innerText ?? null;
const value = (id) => document.querySelector(id)?.value ?? null;
