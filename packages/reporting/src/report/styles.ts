import { neuronStyles } from './neuron-styles.ts';

/** A table names its columns of numbers: `n3` for the third. */
const numericColumns = Array.from({ length: 40 }, (_, i) => `.n${i + 1} tr > :nth-child(${i + 1})`).join(', ');

/** Style of the report: light and dark, one column, readable from 320 px on, fit for print. */
export const styles = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --panel: #f5f7f9; --ink: #1b2430; --soft: #56616f; --line: #d8dee5; --link: #1c5f9e;
  --good: #1a7f4b; --bad: #b3372f; --open: #8a6100; --none: #56616f; --warn-page: #fff6dd; --warn-line: #d9a400;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #14181d; --panel: #1c2229; --ink: #e6eaef; --soft: #a3adb9; --line: #343d48; --link: #7cb8ee;
    --good: #5cc78e; --bad: #f08a80; --open: #e3b550; --none: #a3adb9; --warn-page: #2b2410; --warn-line: #b98a00;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 6.5rem; }
[hidden] { display: none !important; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; margin: 0; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main, header, nav, .choice { max-width: 66rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .75rem; overflow-wrap: anywhere; }
h2 { font-size: 1.4rem; line-height: 1.25; margin: 3.5rem 0 .75rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.08rem; margin: 2rem 0 .5rem; overflow-wrap: anywhere; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code { font: .9em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
small, .soft { color: var(--soft); }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .15rem .85rem; padding: .5rem 0; margin: 0; font-size: .92rem; }
nav a { white-space: nowrap; }
.bar { position: sticky; top: 0; z-index: 2; margin-top: 1.5rem; padding-bottom: .2rem; background: var(--page); border: solid var(--line); border-width: 1px 0; }
.choice { display: flex; flex-wrap: wrap; gap: .25rem .9rem; align-items: baseline; padding-bottom: .4rem; font-size: .88rem; color: var(--soft); }
button, select, input { font: inherit; color: var(--ink); background: var(--page); border: 1px solid var(--soft); border-radius: 4px; padding: .1rem .4rem; max-width: 100%; }
button { cursor: pointer; } button:hover { border-color: var(--link); color: var(--link); }
.notice { background: var(--warn-page); border-left: 4px solid var(--warn-line); padding: .7rem 1rem; margin: 1rem 0; }
.notice > :first-child { margin-top: 0; } .notice > :last-child { margin-bottom: 0; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.25rem; margin: 1.25rem 0; }
dl.facts dt { color: var(--soft); } dl.facts dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums; margin: .5rem 0 1rem; }
/* As wide as the page, though the table may be wider: a title need not be scrolled. */
caption { text-align: left; font-weight: 600; padding-bottom: .4rem; color: var(--ink); max-width: calc(100vw - 3rem); }
th, td { padding: .32rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { font-weight: 600; } thead th { color: var(--soft); border-bottom-width: 2px; vertical-align: bottom; white-space: normal; }
tbody th { font-weight: 500; }
${numericColumns} { text-align: right; } .long { white-space: normal; overflow-wrap: anywhere; min-width: 14rem; }
button.sort { border: 0; padding: 0; background: none; color: inherit; font-weight: inherit; text-align: inherit; }
button.sort:hover { color: var(--link); }
[aria-sort=ascending] .sort::after { content: " \\25B2"; } [aria-sort=descending] .sort::after { content: " \\25BC"; }
.filter { display: block; font-size: .88rem; color: var(--soft); margin: .8rem 0 .2rem; }
figure { margin: 1.5rem 0 2.25rem; }
.drawing svg { display: block; color: var(--ink); max-width: none; } .drawing svg text { pointer-events: none; }
.panels { display: flex; flex-wrap: wrap; gap: .9rem .8rem; } .legend { margin-bottom: .4rem; }
.drawing .p { pointer-events: all; }
.drawing .at { stroke: var(--ink); stroke-width: 2; stroke-opacity: 1; }
.value { position: fixed; z-index: 3; pointer-events: none; max-width: min(22rem, 92vw); background: var(--ink); color: var(--page); font-size: .82rem; line-height: 1.35; padding: .25rem .55rem; border-radius: 4px; }
button.read { font-size: .8rem; margin: .5rem 0 0; color: var(--soft); }
.source { font-size: .85rem; color: var(--soft); margin: .35rem 0; } .source summary { font-weight: 500; width: fit-content; } .source p { margin: .25rem 0; }
figcaption { margin-top: .6rem; font-size: .93rem; }
figcaption p { margin: .25rem 0; }
details { margin: 1rem 0; } summary { cursor: pointer; font-weight: 600; }
.claim { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: .9rem 1.1rem; margin: 1rem 0; }
.lead { font-weight: 600; }
.claim .tested { font-size: .93rem; color: var(--soft); }
.claim caption { max-width: calc(100vw - 5.5rem); }
.claim h3 { margin: 0 0 .3rem; } .claim p { margin: .35rem 0; }
.evidence { list-style: none; padding: 0; margin: .6rem 0 0; font-size: .93rem; }
.evidence li { padding: .3rem 0; border-top: 1px solid var(--line); }
.evidence .verdict { margin-right: .35em; }
.claim details { margin: .5rem 0 0; font-size: .93rem; }
.verdict { display: inline-block; font-weight: 700; white-space: nowrap; }
.verdict::before { display: inline-block; width: 1.2em; }
.supported { color: var(--good); } .supported::before { content: "\\2713"; }
.not-supported { color: var(--bad); } .not-supported::before { content: "\\2717"; }
.undecided { color: var(--open); } .undecided::before { content: "?"; }
.not-tested { color: var(--none); } .not-tested::before { content: "\\2013"; }
${neuronStyles}details.neurons, details.texts { margin: .4rem 0; }
.attacked { border-top: 1px solid var(--line); padding: .5rem 0; } .attacked h4 { margin: 0; overflow-wrap: anywhere; } .attacked small { font-weight: 400; }
.downloads { columns: 16rem; } .downloads li { break-inside: avoid; }
footer { max-width: 66rem; margin: 3rem auto 2rem; padding: 0 1.25rem; color: var(--soft); font-size: .88rem; }
@media (max-width: 36rem) {
  body { font-size: 15px; }
  header { padding-top: 1.5rem; } h1 { font-size: 1.5rem; } h2 { margin-top: 2.5rem; }
  dl.facts { grid-template-columns: 1fr; gap: 0; } dl.facts dd { margin: 0 0 .6rem; }
  th, td { padding: .3rem .5rem; }
  html { scroll-padding-top: 6rem; }
  nav ul, .choice { flex-wrap: nowrap; overflow-x: auto; } .choice > * { flex: none; }
}
@media print {
  @page { margin: 15mm; }
  body { font-size: 10pt; } .bar, .filter, .read, .value { display: none; } h2 { margin-top: 1.5rem; }
  h2, h3 { break-after: avoid; } figure, .claim, tr { break-inside: avoid; }
  .scroll { overflow: visible; } .drawing svg { max-width: 100%; height: auto; max-height: 230mm; } .panels { gap: 2mm; } .panel { max-width: 32%; break-inside: avoid; } .panel:only-child { max-width: 100%; }
  table { font-size: 8pt; } th, td { padding: 1.5pt 4pt; white-space: normal; }
  details:not(.neurons, .texts)::details-content { content-visibility: visible; block-size: auto; } summary { list-style: none; }
}
`;
