/** Small helpers that all pages use: elements, SVG, numbers. No framework. */

const SVG = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** Make an element; texts are texts, never markup. */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** Make an element of SVG. */
export function s(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Find an element by its id. */
export function byId(id) {
  return document.getElementById(id);
}

/** Show milliseconds. */
export function ms(value) {
  return value === null || value === undefined ? "–" : `${Math.round(value).toLocaleString("en")} ms`;
}

/** Show a share of 0 to 1. */
export function percent(value) {
  return value === null || value === undefined ? "–" : `${Math.round(100 * value)} %`;
}

/** Show a normalised value as short text: {"amount": 250, "currency": "USD"} is "250 USD". */
export function readable(value) {
  if (value === null || value === undefined) return "[hidden]";
  if (Array.isArray(value)) return value.map(readable).join(", ");
  if (typeof value === "object") {
    return Object.values(value).filter((part) => part !== null).map(readable).join(" ");
  }
  return String(value);
}

/** Show seconds as minutes and seconds. */
export function minutes(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** Return a route as a chip. */
export function routeChip(to) {
  const names = { answer: "playbook", retrieve: "knowledge", llm: "LLM", human: "person", clarify: "asks again" };
  return h("span", { class: `chip route-${to}` }, names[to] ?? to);
}
