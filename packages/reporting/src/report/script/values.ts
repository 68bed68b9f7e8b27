/**
 * The value of a mark (its title) in a box beside it: under the pointer, at a tap, and one after the other by the arrow keys on a
 * figure's button. Without script the browser shows the titles itself.
 */
export const valueScript = String.raw`
  const box = make('div', '', { class: 'value', 'aria-hidden': 'true' });
  box.hidden = true;
  document.body.append(box);
  const texts = new WeakMap();
  const textOfMark = (mark) => {
    const title = mark.querySelector('title');
    if (title !== null) {
      // Else the browser would show it as well.
      texts.set(mark, title.textContent);
      title.remove();
    }
    return texts.get(mark);
  };
  let current;
  const leave = () => {
    current?.classList.remove('at');
    current = undefined;
    box.hidden = true;
  };
  const place = () => {
    const mark = current.getBoundingClientRect();
    const own = box.getBoundingClientRect();
    const left = Math.min(Math.max(4, mark.left + mark.width / 2 - own.width / 2), document.documentElement.clientWidth - own.width - 4);
    const above = mark.top - own.height - 6;
    box.style.left = left + 'px';
    box.style.top = (above > 4 ? above : mark.bottom + 6) + 'px';
  };
  const show = (mark) => {
    leave();
    current = mark;
    mark.classList.add('at');
    box.textContent = textOfMark(mark);
    box.hidden = false;
    place();
  };
  for (const drawing of document.querySelectorAll('.drawing')) {
    const marks = [...drawing.querySelectorAll('title')].map((title) => title.parentNode);
    if (marks.length === 0) continue;
    const known = new Set(marks);
    drawing.addEventListener('pointerover', (event) => {
      if (known.has(event.target)) show(event.target);
      else leave();
    });
    drawing.addEventListener('pointerleave', (event) => {
      if (event.pointerType === 'mouse') leave();
    });
    const figure = drawing.closest('figure');
    const button = make('button', 'Read values', { type: 'button', class: 'read', 'aria-describedby': 'read-how' });
    let at = -1;
    let stepped;
    const step = (to) => {
      const seen = marks.filter((mark) => mark.getClientRects().length > 0 && getComputedStyle(mark).display !== 'none');
      if (seen.length === 0) return;
      at = Math.min(Math.max(0, to === Infinity ? seen.length - 1 : to), seen.length - 1);
      seen[at].scrollIntoView({ block: 'nearest', inline: 'nearest' });
      stepped = seen[at];
      show(stepped);
      say(box.textContent + ' (' + (at + 1) + ' of ' + seen.length + ')');
    };
    button.addEventListener('click', () => step(at + 1));
    button.addEventListener('keydown', (event) => {
      const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: Infinity }[event.key];
      if (event.key === 'Escape') leave();
      if (to === undefined) return;
      event.preventDefault();
      step(to);
    });
    button.addEventListener('blur', () => {
      at = -1;
      // Not what a tap has just shown instead.
      if (current === stepped) leave();
    });
    figure.querySelector('figcaption').before(button);
  }
  addEventListener('scroll', () => {
    if (current === undefined) return;
    const { top, bottom } = current.getBoundingClientRect();
    if (bottom < 0 || top > innerHeight) leave();
    else place();
  }, { passive: true, capture: true });
  document.body.append(make('p', 'Arrow keys go from value to value, Escape ends.', { id: 'read-how', hidden: '' }));
`;
