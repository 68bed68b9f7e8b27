import { apiFetch } from './api-fetch.ts';

const settings = { endpoint: 'https://mirror.example/hf', token: 'hf_secret', stallSeconds: 5, attempts: 1, firstDelaySeconds: 0 };

/** The injected fetch, and what was asked of it. */
function recording(answer: (url: string) => Response) {
  const asked: { url: string; authorization: string | null }[] = [];
  const fetch = async (input: unknown, init?: RequestInit) => {
    asked.push({ url: String(input), authorization: new Headers(init?.headers).get('authorization') });
    return answer(String(input));
  };
  return { asked, fetch: fetch as typeof globalThis.fetch };
}

test('a next page at another host is asked of the endpoint', async () => {
  const { asked, fetch } = recording(() => Response.json([]));
  await apiFetch({ settings, fetch })('https://huggingface.co/api/models/a/b/tree/main?cursor=2');
  expect(asked).toEqual([{ url: 'https://mirror.example/hf/api/models/a/b/tree/main?cursor=2', authorization: 'Bearer hf_secret' }]);
});

test('pages that never end are too many at some point', async () => {
  const { asked, fetch } = recording(() => Response.json([]));
  const api = apiFetch({ settings, fetch });
  const all = async () => {
    for (let page = 0; ; page += 1) await api(`${settings.endpoint}/api/x?cursor=${page}`);
  };
  await expect(all()).rejects.toMatchObject({ code: 'HUB_BAD_ANSWER', message: expect.stringContaining('more than 400 pages') as string });
  expect(asked).toHaveLength(400);
});

test.each([
  ['https://mirror.example/other', 'Bearer hf_secret'],
  ['https://evil.example/api', null],
  ['https://mirror.example:8443/api', null],
  ['https://mirror.example.evil.example/', null],
])('a redirect to %s carries %s', async (location, authorization) => {
  const { asked, fetch } = recording((url) => (url === location ? Response.json([]) : new Response(null, { status: 302, headers: { location } })));
  await apiFetch({ settings, fetch })(`${settings.endpoint}/api/x`);
  expect(asked[1]).toEqual({ url: location, authorization });
});

test('a redirect from https to http is refused, and an address in an error shows no query', async () => {
  const { fetch } = recording(() => new Response(null, { status: 302, headers: { location: 'http://mirror.example/' } }));
  await expect(apiFetch({ settings, fetch })(`${settings.endpoint}/api/x?signature=secret`)).rejects.toMatchObject({ code: 'HUB_BAD_ANSWER', where: `${settings.endpoint}/api/x` });
});
