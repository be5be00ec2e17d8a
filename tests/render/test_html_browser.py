"""The HTML report in a real browser: what Chromium makes of it, and what axe-core finds. Skipped where neither is.

    apt-get install chromium nodejs npm
    npm install --prefix ~/axe axe-core puppeteer-core
    LEAKCHECK_AXE=~/axe/node_modules python -m pytest tests/render/test_html_browser.py

Chromium runs without a network of its own: the page is a file, and needs nothing else.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest

from leakcheck.render.html import render

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
MODULES = os.environ.get("LEAKCHECK_AXE")
LOOK = """
const puppeteer = require('puppeteer-core'), fs = require('fs');
(async () => {
  const [chromium, page, dark, width, jenkins] = JSON.parse(process.argv[2]);
  const browser = await puppeteer.launch({executablePath: chromium, args: ['--no-sandbox']});
  const tab = await browser.newPage();
  await tab.setViewport({width, height: 900});
  await tab.emulateMediaFeatures([{name: 'prefers-color-scheme', value: dark ? 'dark' : 'light'}]);
  await tab.setRequestInterception(true);
  const asked = [], headers = {'content-type': 'text/html'};
  if (jenkins) headers['content-security-policy'] = "default-src 'none'; img-src 'self'; style-src 'self';";
  tab.on('request', request => {
    asked.push(request.url());
    request.respond({status: 200, headers, body: fs.readFileSync(page)});
  });
  await tab.goto('http://127.0.0.1:9/report.html');
  const seen = await tab.evaluate(() => ({
    styled: getComputedStyle(document.body).fontFamily.includes('Charter'),
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    pictures: [...document.querySelectorAll('svg')].map(svg => Math.min(...['width', 'height'].map(
      side => svg.getBoundingClientRect()[side]))),
    crowded: [...document.querySelectorAll('svg')].flatMap(svg => {
      const sheet = svg.getBoundingClientRect(), said = [...svg.querySelectorAll('text')];
      const boxes = said.map(words => words.getBoundingClientRect());
      return boxes.flatMap((a, at) => [
        ...(a.left < sheet.left - 6 || a.right > sheet.right + 6 ? [`${said[at].textContent} leaves its chart`] : []),
        ...boxes.slice(at + 1).flatMap((b, more) =>
          Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
          Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4
            ? [`${said[at].textContent} lies on ${said[at + 1 + more].textContent}`] : []),
      ]);
    }),
  }));
  await tab.setBypassCSP(true);
  await tab.reload();
  await tab.evaluate(() => document.querySelectorAll('details').forEach(one => one.open = true));
  await tab.evaluate(fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const audit = await tab.evaluate(() => axe.run());
  console.log(JSON.stringify({...seen, asked, violations: audit.violations.map(one => one.id)}));
  await browser.close();
})();
"""

pytestmark = pytest.mark.skipif(
    not (CHROMIUM and MODULES and shutil.which("node")), reason="needs chromium, node and LEAKCHECK_AXE (see above)"
)


@pytest.mark.parametrize(
    ("case", "view"),
    [
        ("pictured", (False, 1400, False)),
        ("pictured", (True, 900, False)),
        ("pictured", (False, 400, False)),
        ("pictured", (False, 900, True)),
        ("hostile", (False, 900, False)),
        ("inconclusive", (True, 400, False)),
    ],
)
def test_seen_and_audited(build, tmp_path, case, view):
    dark, width, jenkins = view
    page, look = tmp_path / "report.html", tmp_path / "look.js"
    page.write_text(render({**build.CASES, "pictured": build.pictured}[case]()), encoding="utf-8")
    look.write_text(LOOK, encoding="utf-8")
    done = subprocess.run(
        ["node", look, json.dumps([CHROMIUM, str(page), dark, width, jenkins])],
        env={**os.environ, "NODE_PATH": str(MODULES)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    seen = json.loads(done.stdout)
    assert seen["violations"] == []
    assert seen["styled"] is not jenkins
    assert all(size > 20 for size in seen["pictures"])  # one bar with its label is as low as that
    assert seen["crowded"] == []
    assert seen["wide"] <= 0 or jenkins, "the page scrolls sideways"
    assert {url for url in seen["asked"] if not url.endswith("/favicon.ico")} == {"http://127.0.0.1:9/report.html"}
