/* The theme makes what is too wide a stop of the Tab key, but looks for it
   only when a page is loaded or resized: tell it when a cell or a solution
   has been opened. */
for (const kind of ["toggle", "click"]) {
  const opened = (event) => {
    const closed = ".toggle-button, .admonition-title";
    if (kind === "click" && !event.target.closest(closed)) return;
    window.dispatchEvent(new Event("resize"));
  };
  document.addEventListener(kind, opened, true);
}
