"use strict";
(() => {
  const labels = JSON.parse(document.getElementById("labels").textContent);
  const data = JSON.parse(document.getElementById("data").textContent);
  const main = document.getElementById("main"), nav = document.getElementById("nav"), status = document.getElementById("status");
  const COLOURS = 8, LINES = 5, PAGE = 50, TOP = 20;
  const ACTS = ["state", "deny", "doubt", "demand", "commit", "warn", "condemn", "endorse"];
  const ATTITUDES = ["favor", "against", "neutral"], KINDS = ["direct", "indirect", "mixed"];
  const state = { language: document.documentElement.lang, page: 0, search: "", pinned: null, filters: fresh() };
  let shown = null; // the article on the screen, with its text as code points

  function fresh() { return { speaker: "", act: "", attitude: "", kind: "", checkworthy: "", confidence: 0, search: "" }; }
  const t = (key) => (Object.hasOwn(labels[state.language], key) ? labels[state.language][key] : key);
  const number = (n) => n.toLocaleString(state.language);

  // Everything from texts becomes a text node or the value of a harmless attribute: nothing is ever parsed as HTML.
  function make(tag, options = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(options)) {
      if (value === null || value === undefined || value === false) continue;
      if (name === "on") for (const [event, run] of Object.entries(value)) node.addEventListener(event, run);
      else if (name === "class") node.className = value;
      else node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.filter((c) => c !== null && c !== undefined));
    return node;
  }
  const button = (label, run, options = {}) => make("button", { type: "button", on: { click: run }, ...options }, label);
  const fold = (s) => (s || "").normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const safe = (url) => (/^https?:\/\//i.test(url || "") ? url : null);
  const nameOf = (r) => (r.speaker ? r.speaker.name : "—");

  let saying = 0;
  function say(message, stays) {
    clearTimeout(saying);
    status.textContent = message;
    if (message && !stays) saying = setTimeout(() => { status.textContent = ""; }, 2000);
  }
  // Names may turn the direction of what stands beside them: each is kept to itself.
  const bdi = (text) => make("bdi", {}, text);

  // --- records with their texts -----------------------------------------------------------------------------------

  function points(article) { return article.points || (article.points = Array.from(article.text)); }
  function cut(article, span) { return points(article).slice(span[0], span[1]).join(""); }
  function statement(article, r) {
    if (r.statement.text !== null) return r.statement.text;
    return r.statement.spans.map((s) => cut(article, s)).join(" […] ");
  }
  function whole(article, value) {
    // The record as quoteattr wrote it.
    if (Array.isArray(value)) {
      if (value.length === 2 && typeof value[0] === "number" && typeof value[1] === "number") return { start: value[0], end: value[1], text: cut(article, value) };
      return value.map((v) => whole(article, v));
    }
    if (value && typeof value === "object") {
      if (value.at) return { ...whole(article, value.at), lemma: value.lemma };
      const out = {};
      for (const [k, v] of Object.entries(value)) out[k] = whole(article, v);
      return out;
    }
    return value;
  }
  function fullRecord(article, r) {
    if (!article.text) return { document_id: article.id, ...r };
    const out = whole(article, r);
    out.statement.text = statement(article, r);
    return { document_id: article.id, ...out };
  }

  // --- filters ------------------------------------------------------------------------------------------------------

  function fits(article, r) {
    const f = state.filters;
    return (!f.speaker || nameOf(r) === f.speaker) && (!f.act || r.stance.act === f.act) && (!f.attitude || r.stance.attitude === f.attitude)
      && (!f.kind || r.kind === f.kind) && (!f.checkworthy || r.claim.checkworthy === (f.checkworthy === "yes")) && r.confidence >= f.confidence
      && (!f.search || fold(`${nameOf(r)} ${statement(article, r)} ${r.claim.text}`).includes(fold(f.search)));
  }

  function select(key, values, change) {
    const node = make("select", { id: `f-${key}`, on: { change: (e) => change(e.target.value) } }, make("option", { value: "" }, t("all")));
    for (const v of values) node.append(make("option", { value: v, selected: state.filters[key] === v }, key === "speaker" ? v : t(v)));
    return make("label", { for: `f-${key}` }, t(key), node);
  }

  function filters(article) {
    const speakers = [...new Set(article.records.map(nameOf))].sort((a, b) => a.localeCompare(b));
    const set = (key) => (value) => { state.filters[key] = value; refresh(); };
    const search = make("input", { id: "f-search", type: "search", value: state.filters.search, on: { input: (e) => set("search")(e.target.value) } });
    const sure = make("input", { id: "f-confidence", type: "range", min: 0, max: 1, step: 0.05, value: state.filters.confidence, on: { input: (e) => { out.textContent = e.target.value; set("confidence")(Number(e.target.value)); } } });
    const out = make("output", { for: "f-confidence" }, String(state.filters.confidence));
    return make("form", { class: "filters", "aria-label": t("filters"), on: { submit: (e) => e.preventDefault() } },
      make("label", { class: "wide", for: "f-search" }, t("search"), search),
      select("speaker", speakers, set("speaker")), select("act", ACTS, set("act")), select("attitude", ATTITUDES, set("attitude")),
      select("kind", KINDS, set("kind")), select("checkworthy", ["yes", "no"], set("checkworthy")),
      make("label", { for: "f-confidence" }, make("span", {}, `${t("confidence")} `, out), sure),
      button(t("clear"), () => { state.filters = fresh(); draw(); document.getElementById("f-search").focus(); }, { class: "wide" }));
  }

  // --- one article --------------------------------------------------------------------------------------------------

  function styleOf(article, r) {
    const i = article.order.get(nameOf(r));
    return `s${i % COLOURS} w${Math.floor(i / COLOURS) % LINES}`;
  }

  function counted(article) {
    if (article.order) return;
    const counts = new Map();
    for (const r of article.records) counts.set(nameOf(r), (counts.get(nameOf(r)) || 0) + 1);
    article.counts = [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
    article.order = new Map(article.counts.map(([name], i) => [name, i]));
  }

  function spansOf(r, n) {
    const out = r.statement.spans.map((s, k) => ({ at: s, role: "content", n, first: k === 0 }));
    if (r.cue) out.push({ at: r.cue.at, role: "cue", n });
    if (r.source) out.push({ at: r.source, role: "source", n });
    if (r.stance.target) out.push({ at: r.stance.target, role: "target", n });
    for (const e of r.stance.evidence) out.push({ at: e, role: "evidence", n });
    return out;
  }

  function textOf(article) {
    const spans = article.records.flatMap(spansOf);
    const edges = [...new Set([0, points(article).length, ...spans.flatMap((s) => s.at)])].sort((a, b) => a - b);
    const opening = new Map();
    spans.forEach((s) => { if (!opening.has(s.at[0])) opening.set(s.at[0], []); opening.get(s.at[0]).push(s); });
    const node = make("div", { class: "article", id: "text", lang: "fr" });
    let open = [];
    const begun = new Set();
    for (let i = 0; i + 1 < edges.length; i++) {
      open = open.filter((s) => s.at[1] > edges[i]).concat(opening.get(edges[i]) || []);
      const piece = points(article).slice(edges[i], edges[i + 1]).join("");
      if (!open.length) { node.append(piece); continue; }
      // Of statements within each other, the inner one is meant.
      const content = open.filter((s) => s.role === "content").sort((a, b) => a.at[1] - a.at[0] - (b.at[1] - b.at[0]))[0];
      const roles = [...new Set(open.map((s) => s.role))];
      const first = open.find((s) => s.first && !begun.has(s.n));
      if (first) begun.add(first.n);
      const r = first && article.records[first.n];
      const mark = make("mark", {
        class: `${roles.join(" ")} ${content ? styleOf(article, article.records[content.n]) : ""}`,
        "data-start": edges[i], "data-end": edges[i + 1], "data-spans": open.map((s) => `${s.n}:${s.role}`).join(" "),
        tabindex: first ? 0 : null, role: first ? "button" : null, id: first ? `c${first.n}` : null,
        "aria-label": first ? `${t("record")} ${first.n + 1}, ${nameOf(r)}, ${t(r.stance.act)}: ${statement(article, r)}` : null,
      }, piece);
      const target = (content || open[0]).n;
      mark.addEventListener("mouseenter", () => light(target));
      mark.addEventListener("mouseleave", () => light(state.pinned));
      if (content) mark.addEventListener("click", () => pin(target, true));
      if (first) {
        mark.addEventListener("focus", () => light(first.n));
        mark.addEventListener("blur", () => light(state.pinned));
        mark.addEventListener("keydown", (e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); pin(first.n, true); } });
      }
      node.append(mark);
    }
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("aria-hidden", "true");
    svg.append(document.createElementNS("http://www.w3.org/2000/svg", "path"));
    node.append(svg);
    return node;
  }

  function light(n) {
    for (const node of document.querySelectorAll(".on")) node.classList.remove("on");
    const path = document.querySelector(".article svg path");
    if (path) path.removeAttribute("d");
    if (n === null || n === undefined) return;
    const parts = { content: [], source: [], cue: [] };
    for (const mark of document.querySelectorAll("mark")) {
      const mine = mark.dataset.spans.split(" ").filter((s) => s.startsWith(`${n}:`));
      if (mine.length) mark.classList.add("on");
      for (const s of mine) { const role = s.split(":")[1]; if (parts[role]) parts[role].push(mark); }
    }
    const card = document.getElementById(`r${n}`);
    if (card) card.classList.add("on");
    const from = parts.source[0] || parts.cue[0], to = parts.content[0];
    if (path && from && to) {
      const y = (mark) => mark.getClientRects()[0].top - document.getElementById("text").getBoundingClientRect().top + 12;
      const a = y(from), b = y(to);
      // A bow in the margin from the source to the statement, with a head.
      path.setAttribute("d", a === b ? `M4 ${a} H20 m-5 -4 l5 4 l-5 4` : `M20 ${a} H10 Q4 ${a} 4 ${a + Math.sign(b - a) * 6} V${b - Math.sign(b - a) * 6} Q4 ${b} 10 ${b} H20 m-5 -4 l5 4 l-5 4`);
    }
  }

  function pin(n, open) {
    state.pinned = n;
    light(n);
    const card = document.getElementById(`r${n}`);
    if (card && open) card.scrollIntoView({ block: "nearest" });
    const mark = document.getElementById(`c${n}`);
    if (mark && !open) mark.scrollIntoView({ block: "center" });
  }

  function why(article, r) {
    const has = (span) => (article.text ? cut(article, span) : span.text);
    const rows = [[t("rule"), r.rule], [t("sure"), String(r.confidence)], [t("evidence"), r.stance.evidence.map(has).join(" · ") || "—"],
      [t("cue"), r.cue ? `${article.text ? cut(article, r.cue.at) : r.cue.text} (${r.cue.lemma})` : "—"], [t("source"), r.source ? has(r.source) : "—"],
      [t("target"), r.stance.target ? has(r.stance.target) : "—"], [t("certainty"), r.stance.certainty], [t("claim"), r.claim.text], [t("checkworthy"), `${t(r.claim.checkworthy ? "yes" : "no")} (${r.claim.score})`],
      [t("context"), Object.values(r.context).filter(Boolean).join(" · ") || "—"]];
    return make("dl", {}, ...rows.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
  }

  function card(article, r, n) {
    const details = make("div", { id: `w${n}`, hidden: true });
    const ask = button(t("why"), () => {
      if (!details.firstChild) details.append(why(article, r));
      details.hidden = !details.hidden;
      ask.setAttribute("aria-expanded", String(!details.hidden));
      pin(n, false);
    }, { "aria-expanded": "false", "aria-controls": `w${n}` });
    const copy = button(t("copy"), () => toClipboard(JSON.stringify(fullRecord(article, r), null, 2)));
    return make("li", { class: "card", id: `r${n}`, on: { mouseenter: () => light(n), mouseleave: () => light(state.pinned), focusin: () => light(n), focusout: () => light(state.pinned) } },
      make("span", { class: `swatch ${styleOf(article, r)}`, "aria-hidden": "true" }, "ab"), make("strong", {}, bdi(nameOf(r))),
      make("span", {}, " · ", t(r.stance.act)), make("span", { class: r.stance.attitude }, r.stance.attitude === "neutral" ? "" : ` · ${t(r.stance.attitude)}`),
      make("small", {}, ` · ${t(r.kind)}`), make("blockquote", { lang: "fr" }, statement(article, r)), ask, copy, details);
  }

  async function toClipboard(text) {
    try { await navigator.clipboard.writeText(text); } catch {
      const area = make("textarea", { readonly: true }, text);
      document.body.append(area); area.select(); document.execCommand("copy"); area.remove();
    }
    say(t("copied"));
  }

  function refresh() {
    const article = shown;
    const kept = article.records.map((r, n) => [r, n]).filter(([r]) => fits(article, r));
    const keep = new Set(kept.map(([, n]) => n));
    for (const mark of document.querySelectorAll("mark")) mark.classList.toggle("off", !mark.dataset.spans.split(" ").some((s) => keep.has(Number(s.split(":")[0]))));
    const list = document.getElementById("records");
    list.replaceChildren(...kept.map(([r, n]) => card(article, r, n)));
    if (!kept.length) list.append(make("li", {}, t("none")));
    document.getElementById("count").textContent = `${number(kept.length)} ${t("of")} ${number(article.records.length)}`;
    for (const b of document.querySelectorAll(".speakers button")) b.setAttribute("aria-pressed", String(b.dataset.name === state.filters.speaker));
    const chosen = document.getElementById("f-speaker");
    if (chosen) chosen.value = state.filters.speaker;
    light(keep.has(state.pinned) ? state.pinned : null);
  }

  function speakers(article) {
    const acts = (name) => {
      const counts = new Map();
      for (const r of article.records) if (nameOf(r) === name) counts.set(r.stance.act, (counts.get(r.stance.act) || 0) + 1);
      return ACTS.filter((a) => counts.has(a)).map((a) => `${t(a)} ${counts.get(a)}`).join(", ");
    };
    return make("ul", { class: "plain speakers" }, ...article.counts.map(([name, n], i) => make("li", {},
      button(make("span", {}, make("span", { class: `swatch s${i % COLOURS} w${Math.floor(i / COLOURS) % LINES}`, "aria-hidden": "true" }, "ab"), bdi(name), make("small", {}, ` ${n} · ${acts(name)}`)),
        () => { state.filters.speaker = state.filters.speaker === name ? "" : name; refresh(); }, { "data-name": name, "aria-pressed": "false" }))));
  }

  function drawArticle(article) {
    shown = article;
    counted(article);
    const text = article.text ? textOf(article) : make("p", {}, data.paste ? "" : t("notext"));
    const link = safe(article.url);
    const about = [article.outlet, article.date].filter(Boolean).join(", ");
    const place = make("section", { "aria-label": t("article") },
      make("h2", { lang: "fr" }, bdi(article.title || article.id)),
      about || link ? make("p", {}, bdi(about), link ? make("span", {}, " ", make("a", { href: link, rel: "noreferrer noopener" }, link)) : null) : null, text);
    const side = make("aside", { "aria-label": t("speakers") }, make("h2", {}, t("speakers")), speakers(article), make("h2", {}, t("filters")), filters(article),
      make("h2", {}, `${t("count")}: `, make("span", { id: "count", role: "status" })), make("ul", { class: "plain", id: "records" }));
    main.replaceChildren(make("div", { class: "two" }, place, side));
    refresh();
  }

  // --- many articles ------------------------------------------------------------------------------------------------

  function totals() {
    if (data.totals) return data.totals;
    const by = new Map(), persons = new Map(), gender = { female: 0, male: 0, unknown: 0 };
    for (const article of data.articles) for (const r of article.records) {
      const name = nameOf(r);
      if (!by.has(name)) by.set(name, { name, n: 0, favor: 0, against: 0, neutral: 0, acts: {} });
      const row = by.get(name);
      row.n += 1; row[r.stance.attitude] += 1; row.acts[r.stance.act] = (row.acts[r.stance.act] || 0) + 1;
      // One article may know what another does not.
      if (r.speaker && r.speaker.type === "person" && (persons.get(name) || "unknown") === "unknown") persons.set(name, r.speaker.gender);
    }
    for (const g of persons.values()) gender[g] += 1;
    const rows = [...by.values()].filter((row) => row.name !== "—").sort((a, b) => b.n - a.n || a.name.localeCompare(b.name));
    return (data.totals = { rows: rows.slice(0, TOP), others: Math.max(0, rows.length - TOP), gender });
  }

  function size(node, property, value) { node.style.setProperty(property, value); return node; }

  function bars(rows) {
    const most = Math.max(1, ...rows.map((r) => r.n));
    const key = make("p", { class: "key" }, ...ATTITUDES.map((a) => make("span", { class: a }, make("i", {}), t(a))));
    const body = rows.map((row) => make("tr", {}, make("th", { scope: "row" }, bdi(row.name)), make("td", { class: "n" }, number(row.n)),
      make("td", {}, make("div", { class: "bar", role: "img", "aria-label": ATTITUDES.map((a) => `${t(a)} ${row[a]}`).join(", ") },
        ...ATTITUDES.map((a) => size(make("span", { class: a }), "width", `${(100 * row[a]) / most}%`))))));
    return make("section", {}, make("h2", {}, t("who")), key, make("table", {}, make("tbody", {}, ...body)));
  }

  function heat(rows) {
    const most = Math.max(1, ...rows.flatMap((r) => Object.values(r.acts)));
    const head = make("tr", {}, make("th", { scope: "col" }, t("speaker")), ...ACTS.map((a) => make("th", { scope: "col" }, t(a))));
    const body = rows.map((row) => make("tr", {}, make("th", { scope: "row" }, bdi(row.name)), ...ACTS.map((a) => {
      const n = row.acts[a] || 0;
      return size(make("td", { class: "heat" }, n ? number(n) : ""), "background", `color-mix(in srgb, #0072b2 ${Math.round((55 * n) / most)}%, transparent)`);
    })));
    return make("section", {}, make("h2", {}, t("heat")), make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t("heat") }, make("table", {}, make("thead", {}, head), make("tbody", {}, ...body))));
  }

  function women(gender) {
    const all = gender.female + gender.male + gender.unknown;
    if (!all) return null;
    const share = (n) => `${number(n)} (${Math.round((100 * n) / all)} %)`;
    return make("section", {}, make("h2", {}, t("gender")), make("table", {}, make("tbody", {}, ...["female", "male", "unknown"].map((g) => make("tr", {}, make("th", { scope: "row" }, t(g)), make("td", { class: "n" }, share(gender[g])))))));
  }

  function list() {
    const wanted = fold(state.search);
    const label = (a) => [a.title || a.text.slice(0, 90) || a.id, a.outlet, a.date].filter(Boolean).join(" · ");
    const found = data.articles.map((a, i) => [a, i]).filter(([a]) => !wanted || fold(`${a.id} ${label(a)}`).includes(wanted) || a.records.some((r) => fold(nameOf(r)).includes(wanted)));
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    state.page = Math.min(state.page, pages - 1);
    const rows = found.slice(state.page * PAGE, (state.page + 1) * PAGE).map(([a, i]) => make("li", {}, make("a", { href: `#${i}` }, bdi(label(a))), make("small", {}, ` ${number(a.records.length)} ${t("records")}`)));
    const go = (by, id) => () => { state.page += by; relist(); const again = document.getElementById(id); (again.disabled ? document.querySelector(".pager button:not([disabled])") || main : again).focus(); };
    return make("div", { id: "list" }, make("div", { class: "pager" }, button(t("previous"), go(-1, "previous"), { id: "previous", disabled: state.page === 0 }), make("span", { role: "status" }, `${t("page")} ${state.page + 1} / ${pages}`), button(t("next"), go(1, "next"), { id: "next", disabled: state.page + 1 >= pages })), make("ul", { class: "plain" }, ...rows));
  }
  function relist() { document.getElementById("list").replaceWith(list()); }

  function drawIndex() {
    const all = totals();
    const records = data.articles.reduce((n, a) => n + a.records.length, 0);
    const search = make("input", { id: "search", type: "search", value: state.search, on: { input: (e) => { state.search = e.target.value; state.page = 0; relist(); } } });
    main.replaceChildren(make("div", { class: "index" }, make("p", {}, `${number(data.articles.length)} ${t("articles")}, ${number(records)} ${t("records")}`),
      bars(all.rows), all.others ? make("p", {}, `… ${number(all.others)} ${t("others")}`) : null, heat(all.rows), women(all.gender), make("section", {}, make("h2", {}, t("articles")), make("label", { for: "search" }, `${t("search")} `, search), list())));
  }

  // --- pasting an article, where a server answers -------------------------------------------------------------------

  function drawPaste() {
    const area = make("textarea", { id: "paste", lang: "fr", on: { input: () => { data.pasted = area.value; } } }, data.pasted || "");
    const answer = make("div", { id: "answer", role: "status" });
    const send = make("button", { type: "submit" }, t("read"));
    const run = async (e) => {
      e.preventDefault();
      if (!area.value.trim()) return;
      send.disabled = true; // one after the other: the answer on the page is that of the text in the field
      say(t("reading"), true);
      try {
        const response = await fetch("report", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ documents: [{ text: area.value }] }) });
        const body = await response.json();
        if (!response.ok) throw new Error(body.detail);
        data.articles = body.articles; data.totals = null;
        state.filters = fresh(); state.pinned = null;
        draw();
      } catch (error) { answer.textContent = `${t("failed")} ${error.message || ""}`; }
      send.disabled = false;
      say("");
    };
    return make("form", { on: { submit: run } }, make("label", { for: "paste" }, t("paste")), area, send, answer);
  }

  // --- the page -----------------------------------------------------------------------------------------------------

  function draw() {
    document.documentElement.lang = state.language;
    for (const language of ["en", "fr"]) document.getElementById(`lang-${language}`).setAttribute("aria-pressed", String(language === state.language));
    nav.replaceChildren();
    const many = data.articles.length > 1;
    const index = Number(location.hash.slice(1));
    if (data.articles.length === 1) drawArticle(data.articles[0]);
    else if (many && location.hash.length > 1 && data.articles[index]) {
      const step = (i, key) => (data.articles[i] ? make("span", {}, " · ", make("a", { href: `#${i}` }, t(key))) : null);
      nav.append(make("a", { href: "#" }, t("overview")), ...[step(index - 1, "previous"), step(index + 1, "next")].filter(Boolean));
      drawArticle(data.articles[index]);
    } else if (many) drawIndex();
    else main.replaceChildren(data.paste ? make("div") : make("p", {}, t("noarticles")));
    if (data.paste) main.prepend(drawPaste());
  }
  for (const language of ["en", "fr"]) document.getElementById(`lang-${language}`).addEventListener("click", () => { state.language = language; draw(); });
  addEventListener("hashchange", () => { state.pinned = null; state.filters = fresh(); draw(); scrollTo(0, 0); });
  addEventListener("keydown", (e) => { if (e.key === "Escape") { state.pinned = null; light(null); } });
  addEventListener("resize", () => light(state.pinned));
  draw();
})();
