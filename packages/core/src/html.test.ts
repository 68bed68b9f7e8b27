import fc from 'fast-check';
import { escapeHtml, html, rawHtml } from './html.ts';

test('values are escaped, HTML is not, lists are joined, nothing is nothing', () => {
  const item = html`<li>${'<b>'}</li>`;
  expect(html`<ul title="${'"\'&'}">${[item, rawHtml('<hr>')]}${null}${undefined}${3}</ul>`.text).toBe('<ul title="&quot;&#39;&amp;"><li>&lt;b&gt;</li><hr>3</ul>');
});

test('escaped text holds no markup and no control characters', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
    // eslint-disable-next-line no-control-regex -- the characters that must not be there
    expect(escapeHtml(text)).not.toMatch(/[<>"'\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
  }));
});
