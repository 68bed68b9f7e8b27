/**
 * One choice of model, task, seed and layer for the whole page: of figures, their panels and marks, tables and their rows.
 * It stands in the address after the section (`#transfer&model=tiny-t5`), so that a link leads to what is seen.
 */
export const choiceScript = String.raw`
  const chosen = {};
  function showRows({ rows, keys, words }) {
    for (const row of rows) {
      row.hidden = keys.some((key, i) => key !== undefined && chosen[key] !== undefined && row.cells[i].textContent !== chosen[key])
        || !words.every((word) => row.textContent.toLowerCase().includes(word));
    }
  }
  const names = ['model', 'task', 'seed', 'layer'];
  const values = new Map(names.map((name) => [name, new Set()]));
  const marked = [...document.querySelectorAll('main [data-model], main [data-task], main [data-seed], main [data-layer]')];
  for (const element of marked) for (const name of names) if (element.dataset[name] !== undefined) values.get(name).add(element.dataset[name]);
  for (const { rows, keys } of tables) {
    keys.forEach((key, i) => {
      if (key !== undefined) for (const row of rows) if (row.cells[i].textContent !== '') values.get(key).add(row.cells[i].textContent);
    });
  }
  const figures = [...document.querySelectorAll('main figure')];
  const bar = document.querySelector('.bar');
  const group = make('div', '', { class: 'choice', role: 'group', 'aria-label': 'Choose what is shown' });
  const status = make('output', '', { 'aria-live': 'polite' });
  const selects = names.filter((name) => values.get(name).size > 1).map((name) => {
    const label = make('label', name[0].toUpperCase() + name.slice(1) + ' ', {});
    const select = make('select', '', { name });
    // In the order of the page; numbers by size.
    const all = [...values.get(name)];
    if (all.every((value) => /^\d+$/.test(value))) all.sort((a, b) => a - b);
    select.append(make('option', 'all', { value: '' }), ...all.map((value) => make('option', value, { value })));
    select.addEventListener('change', () => {
      choose({ ...chosen, [name]: select.value });
      keep();
    });
    label.append(select);
    group.append(label);
    return select;
  });
  const reset = make('button', 'Show all', { type: 'button' });
  reset.addEventListener('click', () => {
    choose({});
    keep();
    selects[0].focus();
  });
  function choose(wanted) {
    for (const select of selects) {
      const value = wanted[select.name];
      if (value && values.get(select.name).has(value)) chosen[select.name] = value;
      else delete chosen[select.name];
      select.value = chosen[select.name] ?? '';
    }
    for (const element of marked) {
      const out = names.some((name) => chosen[name] !== undefined && element.dataset[name] !== undefined && element.dataset[name] !== chosen[name]);
      if (element instanceof SVGElement) element.style.display = out ? 'none' : '';
      else element.hidden = out;
    }
    // A figure of which no panel is left has nothing to show.
    for (const figure of figures) {
      const panels = [...figure.querySelectorAll('.panel')];
      const own = figure.dataset.model === undefined || chosen.model === undefined || figure.dataset.model === chosen.model;
      figure.hidden = !own || panels.every((panel) => panel.hidden);
    }
    for (const table of tables) showRows(table);
    const some = Object.keys(chosen).length > 0;
    reset.hidden = !some;
    const seen = (list) => list.filter((item) => !item.hidden).length;
    const rows = tables.flatMap((table) => table.rows);
    status.textContent = some ? seen(figures) + ' of ' + figures.length + ' figures, ' + seen(rows) + ' of ' + rows.length + ' table rows' : '';
  }
  const parts = () => location.hash.slice(1).split('&');
  const sectionOf = () => parts().find((part) => part !== '' && !part.includes('=')) ?? '';
  function keep() {
    const choice = new URLSearchParams(chosen).toString();
    try {
      history.replaceState(null, '', '#' + [sectionOf(), choice].filter((part) => part !== '').join('&'));
    } catch {
      // Where the address may not be changed, the choice holds until the page is left.
    }
  }
  function read() {
    const choice = parts().filter((part) => part.includes('='));
    // A link to a section keeps the choice.
    if (choice.length > 0) choose(Object.fromEntries(new URLSearchParams(choice.join('&'))));
    else keep();
    if (choice.length > 0) document.getElementById(sectionOf())?.scrollIntoView();
  }
  if (selects.length > 0) {
    group.append(reset, status);
    bar.append(group);
    choose({});
    read();
    addEventListener('hashchange', read);
  }
`;
