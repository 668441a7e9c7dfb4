"use strict";
(() => {
  const { linked, sliders, frames } = JSON.parse(document.getElementById("content").textContent);
  const buttons = [["toImage"], ["zoom2d", "pan2d"], ["zoomIn2d", "zoomOut2d", "resetScale2d"]];  // none sends anything
  const config = { responsive: true, displaylogo: false, modeBarButtons: buttons, toImageButtonOptions: { format: "svg" } };
  const touched = matchMedia("(pointer: coarse)").matches;  // a finger scrolls the page; buttons zoom

  const add = (parent, tag, properties) => parent.appendChild(Object.assign(document.createElement(tag), properties));

  // Text of user's files is escaped where it was made, so that symbols may have indices and exponents.
  const places = frames[0].panels.map((_, number) => {
    const section = add(document.getElementById("panels"), "section", {});
    const heading = add(section, "h2", {});
    const plot = add(section, "div", { className: "plot", id: `plot-${number}` });
    return { section, heading, plot, key: add(section, "ul", { className: "key" }) };
  });

  // Names of cells would make the page long; they are made from those of the regions.
  const named = (trace) => trace.type === "heatmap"
    ? { ...trace, text: trace.z.map((row) => row.map((region) => trace.meta[region])) } : trace;

  // What a reader has zoomed into stays in other frames, if the axis is of the same kind.
  function stay(layout, before) {
    for (const name of ["xaxis", "yaxis"]) {
      if (before?.[name]?.type !== layout[name].type) continue;
      const { range, autorange } = before[name];
      layout[name] = { ...layout[name], range, autorange };
    }
    return layout;
  }

  function show(frame) {
    const drawn = places.map(({ section, heading, plot, key }, number) => {
      const panel = frame.panels[number];
      section.hidden = !panel;
      if (!panel) return null;
      heading.innerHTML = panel.heading;
      heading.hidden = !panel.heading;
      key.replaceChildren();
      for (const [letter, name] of panel.key) add(key, "li", { innerHTML: `<b>${letter}</b> ${name}` });
      const layout = stay({ ...panel.layout, ...(touched && { dragmode: false }) }, plot.layout);
      return Plotly.react(plot, panel.data.map(named), layout, config);
    });
    const notes = document.getElementById("notes");
    notes.hidden = !frame.notes.length;
    notes.lastElementChild.replaceChildren();
    for (const note of frame.notes) add(notes.lastElementChild, "li", { textContent: note });
    return Promise.all(drawn);
  }

  const form = document.getElementById("sliders");
  form.hidden = !sliders.length;
  const inputs = sliders.map(({ name, steps }) => {
    const label = add(form, "label", {});
    add(label, "span", { innerHTML: name });
    const value = add(label, "output", {});
    const input = add(label, "input", { type: "range", min: 0, max: steps.length - 1, value: 0, autocomplete: "off" });
    const tell = () => {
      value.innerHTML = (name && "= ") + steps[input.value];
      input.setAttribute("aria-valuetext", value.textContent);
    };
    input.addEventListener("input", () => { tell(); show(chosen()); });
    tell();
    return input;
  });

  function chosen() {
    const at = inputs.reduce((before, input) => before * (Number(input.max) + 1) + Number(input.value), 0);
    return frames[at];
  }

  // Panels with the same x axis zoom together.
  function link() {
    let following = false;
    for (const { plot } of places) {
      plot.on("plotly_relayout", (change) => {
        const wanted = Object.fromEntries(Object.entries(change).filter(([name]) => name.startsWith("xaxis.")));
        if (following || !Object.keys(wanted).length) return;
        following = true;
        const others = places.filter((other) => other.plot !== plot && !other.section.hidden);
        Promise.all(others.map((other) => Plotly.relayout(other.plot, { ...wanted })))
          .finally(() => { following = false; });
      });
    }
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  show(chosen()).then(() => { if (linked && places.length > 1) link(); });
})();
