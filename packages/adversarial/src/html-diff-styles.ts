/** Style of the page of attacked texts, but for the texts: light and dark, readable from 320 px on. */
export const diffPageStyles = `
:root { color-scheme: light dark; --page: #fff; --ink: #1b2430; --soft: #56616f; --line: #d8dee5; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14181d; --ink: #e6eaef; --soft: #a3adb9; --line: #343d48; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; }
h1 { font-size: 1.7rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { font-size: 1.3rem; margin-top: 2.5rem; }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; } small { color: var(--soft); font-weight: 400; margin-left: .4rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .75rem 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding-bottom: .4rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); } th { font-weight: 500; }
fieldset { border: 1px solid var(--line); border-radius: 6px; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: 1rem 0; }
:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
article { border-top: 1px solid var(--line); padding: .8rem 0; }
body:has(#show-succeeded:checked) article:not(.succeeded), body:has(#show-failed:checked) article:not(.failed),
body:has(#show-skipped:checked) article:not(.skipped) { display: none; }
@media (max-width: 36rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .4rem; } }
@media print { fieldset { display: none; } article { break-inside: avoid; } }
`;
