/** Style of the panels of single neurons. */
export const neuronStyles = `.neuron { border-top: 1px solid var(--line); margin: 1rem 0; } .neuron h4 { margin: .8rem 0 .3rem; } .neuron h5 { margin: .7rem 0 .2rem; font-size: .9rem; }
.key { margin-right: .8rem; white-space: nowrap; }
.activations { display: block; max-width: 100%; height: auto; fill: currentColor; font-size: 11px; } .activations .e { text-anchor: end; }
.activations .a, .activations .b, .activations .c { stroke: currentColor; } .activations .a { opacity: .35; } .activations .b { stroke-dasharray: 4 3; } .activations .c { stroke-dasharray: 2 3; opacity: .6; }
.activations .l { fill: none; stroke-width: 1.5; }
.pair { display: flex; flex-wrap: wrap; gap: .4rem 1.4rem; align-items: flex-start; } .pair > div { max-width: 100%; }
.pair > .rows { flex: 1 1 13rem; font-size: .84rem; line-height: 1.4; } .rows p { margin: 0; font-weight: 600; color: var(--soft); }
.rows ul { margin: 0 0 .45rem; padding-left: 1.1rem; } .rows li { overflow-wrap: anywhere; }
`;
