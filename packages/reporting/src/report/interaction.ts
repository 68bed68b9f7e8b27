import { createHash } from 'node:crypto';
import { choiceScript } from './script/choice.ts';
import { tableScript } from './script/tables.ts';
import { valueScript } from './script/values.ts';

/** What the page does where scripts run. All controls are made by the script, so that without it the page is whole and holds none. */
export const interaction = String.raw`'use strict';
(() => {
  const make = (name, text, attributes) => {
    const element = document.createElement(name);
    element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const said = make('p', '', { class: 'unseen', 'aria-live': 'polite' });
  document.body.append(said);
  const say = (text) => {
    said.textContent = text;
  };
${tableScript}${choiceScript}${valueScript}
  // What is folded cannot be read on paper; panels, of which there are dozens, only where they were opened.
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('main details:not([open], .neurons, .texts)')];
    for (const details of opened) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of opened) details.open = false;
  });
})();
`;

/** What a Content-Security-Policy names the script by. */
export const interactionHash = `sha256-${createHash('sha256').update(interaction).digest('base64')}`;
