/**
 * Asks for the page again and puts its live part in place, keeping focus and what was unfolded. Everything comes escaped from the
 * server; the parsed copy is inert. No `</` may stand in it, as it is written into the page.
 */
export const script = `
'use strict';
{
  const note = document.getElementById('by-itself');
  if (note) note.hidden = false;
  const update = async () => {
    const live = document.getElementById('live');
    try {
      if (document.hidden) return;
      const answer = await fetch(location.href, { cache: 'no-store' });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = page.getElementById('live');
      if (!fresh) return;
      live.dataset.every = fresh.dataset.every;
      if (live.dataset.summary !== fresh.dataset.summary) {
        live.dataset.summary = fresh.dataset.summary;
        document.getElementById('said').textContent = fresh.dataset.summary;
      }
      for (const details of live.querySelectorAll('details[open][id]')) fresh.querySelector('#' + CSS.escape(details.id))?.setAttribute('open', '');
      for (const details of live.querySelectorAll('details[id]:not([open])')) fresh.querySelector('#' + CSS.escape(details.id))?.removeAttribute('open');
      if (live.innerHTML === fresh.innerHTML) return;
      const focused = live.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
      live.replaceChildren(...fresh.childNodes);
      if (focused !== null) [...live.querySelectorAll('a')].find((link) => link.getAttribute('href') === focused)?.focus({ preventScroll: true });
    } catch {
      // The server has ended or is busy: the next time may do.
    } finally {
      wait();
    }
  };
  const wait = () => {
    const every = Number(document.getElementById('live').dataset.every);
    if (every > 0) setTimeout(update, every);
  };
  wait();
}
`;
