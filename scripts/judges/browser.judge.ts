/** Chromium: the notes app, deployed to this machine, shows a note that came through the API, and takes one through its form. */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { attempt, copyOfExample, judge, proj } from './judge.ts';

const executablePath = '/usr/bin/chromium';

interface Deployed {
  readonly outputs: {
    readonly core: { readonly Api: { readonly url: string } };
    readonly web: { readonly Site: { readonly url: string } };
  };
}

await judge(async (folder) => {
  if (!existsSync(executablePath)) {
    attempt('apt-get', ['update', '-qq']);
    attempt('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
  }
  const app = copyOfExample('notes', folder);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  try {
    const { outputs } = proj(app, 'deploy', '--local', '--stage', 'dev').result<Deployed>();
    const posted = await fetch(`${outputs.core.Api.url}/notes`, {
      method: 'POST',
      body: JSON.stringify({ text: 'from the API' }),
      headers: { 'content-type': 'application/json' },
    });
    if (posted.status !== 201) throw new Error(`POST /notes answered ${posted.status}: ${await posted.text()}`);
    const page = await browser.newPage();
    await page.goto(outputs.web.Site.url);
    await page.getByText('from the API').waitFor();
    await page.getByPlaceholder('A new note').fill('from the form');
    await page.getByRole('button', { name: 'Add' }).click();
    await page.getByText('from the form').waitFor();
    return 'the site shows both notes';
  } finally {
    await browser.close();
    stopEndpoint(app);
  }
});

/** What is left behind after a failure is found by `.ci/run`; here the failure itself counts. */
function stopEndpoint(app: string): void {
  try {
    proj(app, 'local', 'stop');
  } catch {}
}
