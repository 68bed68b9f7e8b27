/** Tables are sorted by a click on a header and, when long, filtered by words. */
export const tableScript = String.raw`
  const textOf = (row, column) => row.cells[column].textContent.replace(/[\u2009<]/g, '').trim();
  const compare = (a, b) => {
    const [x, y] = [Number.parseFloat(a), Number.parseFloat(b)];
    const numbers = /^[-+\u2212]?[\d.]/.test(a) && /^[-+\u2212]?[\d.]/.test(b) && !Number.isNaN(x) && !Number.isNaN(y);
    return numbers && x !== y ? x - y : a < b ? -1 : a > b ? 1 : 0;
  };
  const tables = [];
  for (const table of document.querySelectorAll('main table')) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const headers = [...table.tHead.rows[0].cells];
    const entry = { rows, keys: headers.map((header) => header.dataset.key), words: [] };
    tables.push(entry);
    if (rows.length < 3) continue;
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
        say('Sorted by ' + button.textContent + ', ' + order);
      });
    });
    if (rows.length < 12) continue;
    const label = make('label', 'Filter rows ', { class: 'filter' });
    const field = make('input', '', { type: 'search', size: '14' });
    label.append(field);
    table.parentElement.before(label);
    field.addEventListener('input', () => {
      entry.words = field.value.toLowerCase().split(' ').filter((word) => word !== '');
      showRows(entry);
      say(rows.filter((row) => !row.hidden).length + ' of ' + rows.length + ' rows');
    });
  }
`;
