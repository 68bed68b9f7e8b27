import { createHash } from 'node:crypto';

/**
 * What the page does where scripts run: tables are sorted by a click on a header and, when long, filtered; neuron panels
 * are chosen by model and task. All controls are made by the script, so that without it the page is whole and holds none.
 */
export const interaction = String.raw`'use strict';
(() => {
  const make = (name, text, attributes) => {
    const element = document.createElement(name);
    element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const textOf = (row, column) => row.cells[column].textContent.replace(/\u2009/g, '').trim();
  const compare = (a, b) => {
    const [x, y] = [Number.parseFloat(a), Number.parseFloat(b)];
    const numbers = /^[-+\u2212]?[\d.]/.test(a) && /^[-+\u2212]?[\d.]/.test(b) && !Number.isNaN(x) && !Number.isNaN(y);
    return numbers && x !== y ? x - y : a < b ? -1 : a > b ? 1 : 0;
  };
  for (const table of document.querySelectorAll('main table')) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    if (rows.length < 3) continue;
    const headers = [...table.tHead.rows[0].cells];
    headers.forEach((header, column) => {
      const button = make('button', header.textContent, { type: 'button', class: 'sort' });
      header.replaceChildren(button);
      button.addEventListener('click', () => {
        const order = header.getAttribute('aria-sort') === 'ascending' ? 'descending' : 'ascending';
        for (const other of headers) other.removeAttribute('aria-sort');
        header.setAttribute('aria-sort', order);
        const sign = order === 'ascending' ? 1 : -1;
        // Empty cells stand last either way.
        const sorted = [...rows].sort((a, b) => {
          const [x, y] = [textOf(a, column), textOf(b, column)];
          return x === '' || y === '' ? (x === '' ? 1 : 0) - (y === '' ? 1 : 0) : sign * compare(x, y);
        });
        body.append(...sorted);
      });
    });
    if (rows.length < 12) continue;
    const label = make('label', 'Filter rows ', { class: 'filter' });
    const field = make('input', '', { type: 'search' });
    label.append(field);
    table.parentElement.before(label);
    field.addEventListener('input', () => {
      const words = field.value.toLowerCase().split(' ').filter((word) => word !== '');
      for (const row of rows) row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
    });
  }
  const panels = [...document.querySelectorAll('details.neurons')];
  if (panels.length > 1) {
    const bar = make('p', '', { class: 'filter' });
    const choices = ['model', 'task'].map((name) => {
      const values = [...new Set(panels.map((panel) => panel.dataset[name]))];
      const label = make('label', name === 'model' ? 'Model ' : ' Task ', {});
      const select = make('select', '', {});
      select.append(make('option', 'all', { value: '' }), ...values.map((value) => make('option', value, { value })));
      label.append(select);
      bar.append(label);
      select.addEventListener('change', () => {
        for (const panel of panels) panel.hidden = choices.some(([key, chosen]) => chosen.value !== '' && panel.dataset[key] !== chosen.value);
      });
      return [name, select];
    });
    panels[0].before(bar);
  }
})();
`;

/** What a Content-Security-Policy names the script by. */
export const interactionHash = `sha256-${createHash('sha256').update(interaction).digest('base64')}`;
