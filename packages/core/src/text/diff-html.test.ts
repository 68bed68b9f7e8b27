import fc from 'fast-check';
import { sidesHtml } from './diff-html.ts';

const captions = { before: 'Original', after: 'Attacked' };

test('what was removed and added is told by elements and words, not by colour alone', () => {
  expect(sidesHtml([{ name: 'sentence', before: 'a good film', after: 'a god film .' }], captions).text).toBe(`<div class="sides"><div><p class="caption">Original</p>
<p><bdi>a <del><span class="spoken">[removed: </span>good<span class="spoken">]</span></del> film</bdi></p></div>
<div><p class="caption">Attacked</p>
<p><bdi>a <ins><span class="spoken">[added: </span>god<span class="spoken">]</span></ins> film <ins><span class="spoken">[added: </span>.<span class="spoken">]</span></ins></bdi></p></div></div>`);
});

test('fields are named where there are several', () => {
  const one = { name: 'question', before: 'who', after: 'who' };
  expect(sidesHtml([one, { ...one, name: 'answer' }], captions).text).toContain('<p><span class="field">question:</span> <bdi>who</bdi></p>');
  expect(sidesHtml([one], captions).text).not.toContain('question');
});

test('hostile text adds no markup and each side shows its own text', () => {
  const hostile = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '</bdi></div>', '\u202e&lt;', ' a\u2028b\n c '));
  fc.assert(fc.property(hostile, hostile, (before, after) => {
    const { text } = sidesHtml([{ name: before, before, after }], captions);
    expect(text.replace(/<\/?(div|p|bdi|del|ins|span)( class="[a-z]+")?>/g, '')).not.toMatch(/[<>]/);
  }));
});
