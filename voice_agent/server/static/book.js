/** The playbook's files: read, checked and saved. */

import { get, put } from "./api.js";
import { h } from "./dom.js";

function faultList(faults, area) {
  return h("ol", { class: "faults", tabindex: "0", "aria-label": "Faults" }, faults.map((fault) => h("li", {},
    h("a", { href: "#", onclick: (event) => { event.preventDefault(); jump(area, fault.line); } }, `${fault.file}:${fault.line}`), ` ${fault.what}`)));
}

function jump(area, line) {
  const before = area.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(before, area.value.indexOf("\n", before) < 0 ? area.value.length : area.value.indexOf("\n", before));
  area.scrollTop = (line - 4) * parseFloat(getComputedStyle(area).lineHeight);
}

export async function showBook(box, name) {
  const book = await get("playbook");
  const chosen = book.files.includes(name) ? name : book.files.find((one) => one === "playbook.yaml") ?? book.files[0];
  const list = h("nav", { class: "files", "aria-label": "Files of the playbook" }, book.files.map((one) =>
    h("a", { href: `#playbook/${encodeURIComponent(one)}`, "aria-current": one === chosen ? "true" : null }, one)));
  const area = h("textarea", { class: "mono", id: "editor", spellcheck: "false", readonly: !book.editable, wrap: "off" });
  const told = h("div", { "aria-live": "polite" });
  let file = await get(`playbook/${encodeURIComponent(chosen)}`);
  area.value = file.text;

  async function send(check) {
    told.replaceChildren(h("p", { class: "dim" }, "Checking …"));
    try {
      const answer = await put(`playbook/${encodeURIComponent(chosen)}`, { text: area.value, version: file.version, check });
      if (answer.saved) file = { ...file, text: area.value, version: answer.version };
      const clean = answer.faults.length === 0;
      let text = clean ? "Nothing is wrong with the playbook." : `${answer.faults.length} remarks on the playbook:`;
      if (answer.saved) text = `Saved. Restart the server to answer with it. ${clean ? "" : text}`;
      else if (!check) text = "Not saved: the playbook would not load. Correct this first:";
      told.replaceChildren(h("p", { class: `notice ${answer.saved || clean ? "good" : "warn"}`, id: "verdict" }, text), ...(clean ? [] : [faultList(answer.faults, area)]));
    } catch (error) {
      told.replaceChildren(h("p", { class: "notice bad", id: "verdict" }, error.message));
    }
  }

  box.append(h("div", { class: "side" },
    h("section", { class: "card" }, h("h2", {}, "Files"), list),
    h("section", { class: "card editor" },
      h("h2", {}, h("label", { for: "editor" }, chosen)), area,
      h("div", { class: "row" },
        h("button", { class: "primary", id: "save", disabled: !book.editable, onclick: () => send(false) }, "Save"),
        h("button", { id: "check", onclick: () => send(true) }, "Check"),
        h("span", { class: "dim small grow" }, book.editable ? "A playbook that does not load is not saved." : `Read only: ${book.why_not}.`)),
      told)));
}
