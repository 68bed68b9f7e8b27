/** Style of {@link sidesHtml}, light and dark: what went and came is told without colour too. The page has `--soft` for captions
 * and `--line` for borders. */
export const diffStyles = `
:root { --removed: #a32b23; --removed-page: #fdecea; --added: #17693f; --added-page: #e6f5ec; }
@media screen and (prefers-color-scheme: dark) { :root { --removed: #f5a49c; --removed-page: #3a1c1a; --added: #7fdcaa; --added-page: #14301f; } }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: .3rem 1.5rem; margin: .3rem 0; }
.sides > div { position: relative; min-width: 0; } .sides p { margin: .1rem 0; overflow-wrap: anywhere; }
.sides .caption { color: var(--soft); font-size: .88rem; } .sides .field { color: var(--soft); }
del, ins { border-radius: 3px; padding: 0 .15em; -webkit-box-decoration-break: clone; box-decoration-break: clone; }
del { color: var(--removed); background: var(--removed-page); text-decoration: line-through; }
ins { color: var(--added); background: var(--added-page); text-decoration: underline; }
.outcome { font-weight: 400; border: 1px solid var(--line); border-radius: 4px; padding: 0 .4rem; }
.spoken { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 36rem) { .sides { grid-template-columns: 1fr; } }
`;
