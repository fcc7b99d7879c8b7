/* <narrator-player>, see docs/player.md. Nothing is built from strings: text of a page can only become text. */
(() => {
  const ICONS = {
    listen: "M7 4v16l13-8z",
    pause: "M6 4h4v16H6zM14 4h4v16h-4z",
    back: "M11 4a8 8 0 1 1-7 7M11 1 7 4l4 4",
    forward: "M13 4a8 8 0 1 0 7 7M13 1l4 3-4 4",
    chapters: "M4 6h1M9 6h11M4 12h1M9 12h11M4 18h1M9 18h11",
    transcript: "M5 4h14v16H5zM9 8h6M9 12h6M9 16h3",
    share: "M12 15V4M8 8l4-4 4 4M7 11H5v9h14v-9h-2",
    download: "M12 4v11M8 11l4 4 4-4M5 20h14",
  };
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
:host { color: var(--narrator-ink); font: 16px/1.5 var(--narrator-font); text-align: start; letter-spacing: 0; container-type: inline-size; }
[hidden] { display: none !important; }
.card { display: grid; grid-template-columns: 56px minmax(0, 1fr); gap: 4px 14px; align-items: center; box-sizing: border-box;
  min-height: 120px; padding: 12px clamp(8px, 3cqi, 14px) 6px; background: var(--narrator-surface); border: 1px solid var(--narrator-line);
  border-radius: var(--narrator-radius); }
.card > :nth-child(n + 3) { grid-column: 1 / -1; }
button, select, a { color: inherit; font: inherit; background: none; border: 0; border-radius: 8px; cursor: pointer; }
:focus-visible { outline: 3px solid var(--narrator-accent); outline-offset: 2px; }
svg { display: block; width: 24px; fill: none; stroke: currentColor; stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; }
.listen { padding: 14px; border-radius: 50%; color: var(--narrator-on-accent); background: var(--narrator-accent); }
.listen svg { width: 28px; fill: currentColor; stroke: none; }
.main { min-width: 0; }
.line, .panel button { display: flex; gap: 12px; justify-content: space-between; }
b { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; font-weight: 600; }
small { flex: none; font-size: 14px; font-variant-numeric: tabular-nums; color: var(--narrator-muted); }
input { display: block; width: 100%; height: 28px; margin: 0; accent-color: var(--narrator-accent); cursor: pointer; }
.tools { display: flex; justify-content: space-between; color: var(--narrator-muted); }
.tools > * { position: relative; display: grid; place-items: center; box-sizing: border-box; min-width: 30px; height: 40px; padding: 0 2px; }
.tools > :hover, [aria-expanded=true] { color: var(--narrator-accent); }
i { position: absolute; inset: 1px 0 0; display: grid; place-items: center; font: 8px sans-serif; }
select { appearance: none; min-width: 48px; text-align: center; font-weight: 600; background: var(--narrator-surface); }
p { margin: 0 8px 8px; }
p:empty { display: none; }
[role=alert] { padding-left: 10px; border-left: 4px solid var(--narrator-alert); font-weight: 600; }
.panel { max-height: 288px; overflow: auto; padding: 6px 0; border-top: 1px solid var(--narrator-line); line-height: 1.7; }
.panel button { width: 100%; padding: 6px 8px; text-align: start; }
[aria-current] { background: var(--narrator-highlight); color: var(--narrator-highlight-ink); }
[aria-current] small { color: inherit; }
@container (min-width: 544px) { .tools { justify-content: start; gap: 12px; margin-left: 70px; } .tools > a { margin-left: auto; } }
`);

  /* An element with its attributes and children; strings become text, functions listen. */
  const make = (name, about = {}, ...children) => {
    const element = name in ICONS || name === "path" ? document.createElementNS("http://www.w3.org/2000/svg", name === "path" ? name : "svg")
      : document.createElement(name);
    for (const [key, value] of Object.entries(about)) {
      if (value instanceof Function) element.addEventListener(key, value); else element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  };
  const icon = (name) => make(name, { viewBox: "0 0 24 24", "aria-hidden": true }, make("path", { d: ICONS[name] }));
  const clock = (seconds) => {
    const two = (n) => String(n).padStart(2, "0"), minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60);
    return `${hours ? `${hours}:${two(minutes % 60)}` : minutes}:${two(Math.floor(seconds) % 60)}`;
  };
  const parse = (json) => { try { return Object(JSON.parse(json)); } catch { return {}; } };
  /* Remembered here: the speed, and where the last hundred stories were left. */
  const recall = () => {
    let state = {};
    try { state = parse(localStorage.narrator); } catch { /* forbidden */ }
    return { ...state, at: Object(state.at) };
  };
  const keep = (change) => {
    try {
      const state = recall();
      change(state);
      state.at = Object.fromEntries(Object.entries(state.at).sort((a, b) => b[1][1] - a[1][1]).slice(0, 100));
      localStorage.narrator = JSON.stringify(state);
    } catch { /* full, or forbidden */ }
  };
  const shared = () => (/^#t=([\d:.]+)$/.exec(location.hash)?.[1] ?? "").split(":").reduce((sum, part) => sum * 60 + +part, 0);
  const plain = (text) => text.normalize("NFC").replace(/\s+/g, "");
  const file = (url) => new URL(url, location).pathname.split("/").pop();
  const mark = (element, is) => (is ? element.setAttribute("aria-current", true) : element.removeAttribute("aria-current"));
  let playing, scrolled = -1e4;
  for (const name of ["wheel", "touchmove"]) addEventListener(name, (event) => { scrolled = event.timeStamp; }, { passive: true });

  const mount = (host) => {
    const { headline, site, image, timeline: url, story, sha256, ...data } = host.dataset;
    const audio = host.querySelector("audio") ?? host.appendChild(make("audio", { preload: "none", src: data.src }));
    const article = host.closest("article") ?? document.body, id = story ?? new URL(audio.src, location).pathname, labels = parse(data.labels);
    const t = (key) => labels[key] ?? key;
    let pending = null, told = 0, saved = 0, failed, timeline, reading, groups, lit, word, down;

    /* What stands in the card. */
    const named = (key, more) => ({ "aria-label": t(key), title: t(key), ...more });
    const tool = (key, click, ...more) => make("button", named(key, { type: "button", click }), icon(key), ...more);
    const button = make("button", { class: "listen", type: "button", click: () => (audio.paused || failed ? play() : audio.pause()) });
    const now = make("b"), time = make("small"), note = make("p", { role: "status" });
    const slider = make("input", named("position", { type: "range", step: "any", input: () => seek(+slider.value) }));
    const speed = make("select", named("speed", { change: () => { audio.defaultPlaybackRate = audio.playbackRate = speed.value;
      keep((state) => { state.rate = speed.value; }); } }), ...[0.75, 1, 1.25, 1.5, 1.75, 2].map((rate) => make("option", { value: rate }, `${rate}×`)));
    const panels = ["chapters", "transcript"].map((key) => make("div", { class: "panel", role: "group", "aria-label": t(key), tabindex: 0, hidden: "" }));
    const openers = panels.map((panel, n) => tool(["chapters", "transcript"][n], async () => {
      panels.forEach((one, m) => openers[m].setAttribute("aria-expanded", !(one.hidden = one !== panel || !one.hidden)));
      if (!panel.hidden && !await read()) say("missing");
    }));
    host.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
    host.shadowRoot.append(make("div", { class: "card", role: "group", "aria-label": t("player") },
      button, make("div", { class: "main" }, make("div", { class: "line" }, now, time), slider),
      make("div", { class: "tools" }, tool("back", () => seek(position() - 15), make("i", {}, 15)),
        tool("forward", () => seek(position() + 15), make("i", {}, 15)), speed, ...openers, tool("share", share),
        make("a", named("download", { href: audio.src, download: data.filename ?? "" }), icon("download"))),
      note, ...panels), make("slot", { name: "next" }));

    /* Time in seconds; before the first click it is only kept, since setting it would fetch sound. */
    const position = () => pending ?? audio.currentTime;
    const duration = () => audio.duration || +data.duration || 0;
    function seek(at) {
      at = Math.max(0, Math.min(at, duration() || at));
      if (audio.readyState) audio.currentTime = at; else pending = at;
      save();
      show();
    }
    async function play(at) {
      if (at >= 0) seek(at);
      if (playing !== host) playing?.pause();
      playing = host;
      if (failed) {
        pending = position();
        audio.load();
      }
      failed = false;
      say();
      button.setAttribute("aria-busy", true);
      read();
      try { await audio.play(); } catch (error) { if (error.name === "NotAllowedError") press(); else if (error.name !== "AbortError") fail(); }
    }
    function fail() {
      if (!failed) emit("error");
      failed = true;
      audio.pause();
      press();
      say("failed", "alert");
    }
    function say(key, role = "status") {
      note.setAttribute("role", role);
      note.textContent = key ? t(key) : "";
    }
    function emit(name, more) {
      const detail = { headline, story: id, position: position(), duration: duration(), ...more };
      host.dispatchEvent(new CustomEvent(`narrator:${name}`, { bubbles: true, composed: true, detail }));
    }
    function save() {
      saved = position();
      if (saved > 3 && saved < duration() - 3) keep((state) => { state.at[id] = [saved, Date.now()]; });
    }
    function press() {
      const name = audio.paused || failed ? "listen" : "pause";
      button.setAttribute("aria-label", t(name));
      button.removeAttribute("aria-busy");
      button.replaceChildren(icon(name));
    }
    async function share() {
      const link = `${location.href.split("#")[0]}#t=${Math.floor(position())}`;
      try {
        if (navigator.share) return await navigator.share({ title: headline, url: link });
        await navigator.clipboard.writeText(link);
        say("copied");
      } catch (error) { if (error.name !== "AbortError") say(link); }
    }

    function show() {
      const at = position(), text = `${clock(at)} / ${clock(duration())}`;
      const chapter = timeline?.chapters.findLast((one) => one.start_ms <= at * 1000);
      slider.max = duration();
      slider.value = at;
      if (time.textContent !== text) {
        time.textContent = text;
        slider.setAttribute("aria-valuetext", text);
        now.textContent = at && chapter ? chapter.title : t("player");
        [...panels[0].children].forEach((one, n) => mark(one, timeline.chapters[n] === chapter));
      }
      if (audio.paused) return;
      if (told < 75 && at >= duration() * (told + 25) / 100) emit("progress", { percent: told += 25 });
      groups ??= sentences();
      light(groups.findLast((one) => one.start <= at + 0.02), at * 1000);
    }
    function tick() {
      if (audio.paused) return;
      show();
      requestAnimationFrame(tick);
    }

    /* The sentences in order; one that stands in several elements is one group. */
    function sentences() {
      const found = {};
      for (const one of [article, panels[1]].flatMap((root) => [...root.querySelectorAll("[data-narrator-start]")])) {
        (found[one.dataset.narratorStart] ??= { start: +one.dataset.narratorStart, all: [] }).all.push(one);
      }
      return Object.values(found).sort((a, b) => a.start - b.start);
    }
    function seen(group) {
      const box = group.all[0].getBoundingClientRect();
      return box.bottom > 0 && box.top < innerHeight;
    }
    function light(group, ms) {
      if (group !== lit) {
        const follows = !lit || seen(lit);
        lit?.all.forEach((one) => mark(one));
        group?.all.forEach((one) => mark(one, true));
        lit = group;
        if (group && follows && !seen(group) && performance.now() - scrolled > 3000 && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
          group.all[0].scrollIntoView({ block: "center", behavior: "smooth" });
        }
      }
      const cue = group && timeline?.cues.find((one) => Math.abs(one.start_ms - group.start * 1000) < 2);
      const spoken = cue?.words.find((one) => !one.estimated && one.start_ms <= ms && ms < one.end_ms);
      if (spoken === word || !CSS.highlights) return;
      word = spoken;
      CSS.highlights.delete("narrator-word");
      if (word) find(group.all, cue.words);
    }
    /* Lights the word where it stands in the page. */
    function find(all, words) {
      const nodes = [];
      for (const one of all.filter((one) => article.contains(one))) {
        for (const walker = document.createTreeWalker(one, 4); walker.nextNode();) nodes.push(walker.currentNode);
      }
      const text = nodes.map((node) => node.data).join(""), range = new Range();
      let end = 0, passed = 0;
      for (const one of words.slice(0, words.indexOf(word) + 1)) {
        const start = text.indexOf(one.text, end);
        if (start < 0) continue;
        end = start + one.text.length;
        word.from = one === word ? start : -1;
      }
      if (!(word.from >= 0)) return;
      for (const node of nodes) {
        const from = word.from - passed, to = end - passed;
        if (from >= 0 && from < node.length) range.setStart(node, from);
        if (to > 0 && to <= node.length) range.setEnd(node, to);
        passed += node.length;
      }
      CSS.highlights.set("narrator-word", new Highlight(range));
    }

    /* The timeline, read when first needed, and once more where it is not of the sound that came. */
    const fits = ({ audio: name, duration_ms }) => name && file(name) === file(audio.currentSrc || audio.src) &&
      !(Math.abs(audio.duration - duration_ms / 1000) > 0.3);
    function read(again) {
      if (again) reading = null;
      return reading ??= (async () => {
        try {
          const inside = host.querySelector("script")?.textContent;
          let found = inside && !again ? JSON.parse(inside) : await fetched(again);
          if (!fits(found) && !again) found = await fetched(true);
          timeline = fits(found) ? found : null;
        } catch { timeline = reading = null; }
        fill();
        return timeline;
      })();
    }
    const fetched = async (again) => (url ? (await fetch(url, { cache: again ? "reload" : "default" })).json() : {});
    function fill() {
      const { chapters = [], cues = [] } = timeline ?? {};
      panels[0].replaceChildren(...chapters.map(({ title, start_ms }) => make("button", { type: "button", click: () => play(start_ms / 1000) },
        title, make("small", {}, clock(start_ms / 1000)))));
      panels[1].replaceChildren(...chapters.map(({ start_ms, end_ms }) => make("p", {}, ...cues
        .filter((cue) => cue.start_ms >= start_ms && cue.start_ms < end_ms).flatMap((cue) => [place(make("span", {}, cue.text), cue), " "]))));
      if (!article.querySelector("[data-narrator-start]")) wrap(cues);
      else if (timeline && (timeline.audio_sha256 ?? sha256) !== sha256) correct(cues);
      groups = null;
      time.textContent = "";
      show();
    }
    function place(element, { start_ms, end_ms }) {
      Object.assign(element.dataset, { narratorStart: start_ms / 1000, narratorEnd: end_ms / 1000 });
      return element;
    }
    /* The page is older than the sound: sentences that still stand get new times, others lose theirs. */
    function correct(cues) {
      for (const { all } of sentences()) {
        const here = all.filter((one) => article.contains(one)), text = plain(here.map((one) => one.textContent).join(""));
        const cue = cues.find((one) => plain(one.text) === text);
        here.forEach((one) => (cue ? place(one, cue) : delete one.dataset.narratorStart));
      }
    }
    /* A page that was not prepared: its sentences are found by their letters. */
    function wrap(cues) {
      const spots = [], ranges = [];
      let text = "", from = 0;
      for (const walker = document.createTreeWalker(article, 4); walker.nextNode();) {
        const node = walker.currentNode;
        if (node.parentElement.closest("script, style, textarea, narrator-player")) continue;
        for (let n = 0; n < node.length; n += 1) if (plain(node.data[n])) text += node.data[spots.push([node, n]) && n];
      }
      for (const cue of cues) {
        const wanted = plain(cue.text), start = text.indexOf(wanted, from);
        if (start < 0 || start > from + 2000) continue;
        from = start + wanted.length;
        let range;
        for (const [node, n] of spots.slice(start, from)) {
          if (range?.endContainer !== node) ranges.push([range = new Range(), cue, range.setStart(node, n)]);
          range.setEnd(node, n + 1);
        }
      }
      ranges.reverse().forEach(([range, cue]) => range.surroundContents(place(make("span"), cue)));
    }
    /* A click on a sentence plays from it; a drag, a selection or a link does what it always does. */
    function hear(event) {
      const sentence = event.target.closest("[data-narrator-start]");
      if (sentence && down && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < 5 && getSelection().isCollapsed &&
        !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.target.closest("a,button,input,select,textarea,label,summary")) {
        play(+sentence.dataset.narratorStart);
      }
    }
    function session() {
      const to = navigator.mediaSession, next = host.querySelector("a[slot=next]");
      if (!to) return;
      to.metadata = new MediaMetadata({ title: headline, artist: site, artwork: image ? [{ src: image }] : [] });
      Object.entries({ play, pause: () => audio.pause(), seekto: (event) => seek(event.seekTime), seekbackward: () => seek(position() - 15),
        seekforward: () => seek(position() + 15), nexttrack: next && (() => next.click()) }).forEach(([name, act]) => to.setActionHandler(name, act));
    }

    const on = (target, acts) => Object.entries(acts).forEach(([name, act]) => target.addEventListener(name, act));
    on(audio, {
      play: () => { press(); tick(); session(); emit("play"); },
      playing: () => { press(); say(); },
      pause: () => { press(); save(); },
      waiting: () => setTimeout(() => { if (!audio.paused && audio.readyState < 3 && !failed) say("loading"); }, 2000),
      loadedmetadata: () => {
        if (pending !== null) audio.currentTime = pending;
        pending = null;
        if (timeline && !fits(timeline)) read(true);
      },
      timeupdate: () => { show(); if (Math.abs(position() - saved) > 5) save(); },
      seeked: show,
      ended: () => { light(); emit("end"); keep((state) => { delete state.at[id]; }); },
      error: fail,
    });
    for (const root of [article, panels[1]]) on(root, { pointerdown: (event) => { down = event; }, click: hear });
    on(window, { pagehide: save, hashchange: () => { if (host === document.querySelector("narrator-player")) seek(shared()); } });
    Object.assign(host, { play, pause: () => audio.pause(), seek });
    speed.value = recall().rate;
    if (!speed.value) speed.value = 1;
    audio.defaultPlaybackRate = audio.playbackRate = speed.value;
    const at = shared() || recall().at[id]?.[0];
    if (at > 0 && at < duration() - 3) pending = at;
    openers.forEach((one) => one.setAttribute("aria-expanded", false));
    press();
    show();
  };

  const ready = (act) => (document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", act) : act());
  customElements.define("narrator-player", class extends HTMLElement {
    connectedCallback() { ready(() => this.shadowRoot ?? mount(this)); }
    disconnectedCallback() { this.pause?.(); }
  });
  /* For sites whose sanitizer drops custom elements. */
  ready(() => document.querySelectorAll(":not(narrator-player)[data-narrator-player]").forEach((figure) => {
    const player = make("narrator-player");
    Object.assign(player.dataset, figure.dataset);
    player.append(...figure.querySelectorAll("audio, script, a[slot]"));
    figure.prepend(player);
  }));
})();
