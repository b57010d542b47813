package browser_test

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The widths that pages are looked at with, in CSS pixels.
const (
	phone = 390
	desk  = 1280
)

// patience is how long a page may take to show what is waited for. A page that is
// right takes a part of a second.
const patience = 30 * time.Second

// chromium finds the browser. Where there is none the test is left out, loudly, unless
// CONCUR_MCP_TEST_REQUIRE names it, as CI does.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if strings.Contains(os.Getenv("CONCUR_MCP_TEST_REQUIRE"), "chromium") {
		t.Fatal("there is no Chromium on this machine, and this run requires it")
	}
	t.Skip("LEFT OUT: no Chromium on this machine; install it (Debian: apt-get install chromium) to test the pages in a browser")
	return ""
}

// running bounds how many browsers there are at once: each takes what a small machine has.
var running = make(chan struct{}, 2)

// tab is a page in a browser of its own, without any cookies yet.
type tab struct {
	t   *testing.T
	ctx context.Context //nolint:containedctx // chromedp's tabs are contexts.

	mu sync.Mutex
	// wrong is what the browser complained about, and abroad what it asked of others.
	wrong, abroad []string
}

// openTab starts a browser. At the end of the test the browser must have had nothing
// to complain about, and must not have called anybody but this machine.
func openTab(t *testing.T, width int64) *tab {
	t.Helper()
	path := chromium(t)
	running <- struct{}{}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	ctx, endBrowser := chromedp.NewExecAllocator(t.Context(), options...)
	b := &tab{t: t}
	ctx, endTab := chromedp.NewContext(ctx, chromedp.WithListener(b.listen))
	ctx, endTime := context.WithTimeout(ctx, patience)
	b.ctx = ctx
	t.Cleanup(func() {
		endTime()
		endTab()
		endBrowser()
		<-running
		b.mu.Lock()
		defer b.mu.Unlock()
		assert.Empty(t, b.wrong, "the browser complains")
		assert.Empty(t, b.abroad, "a page asks something of somebody else")
	})
	b.do(chromedp.EmulateViewport(width, 844))
	return b
}

func (b *tab) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch event := event.(type) {
	case *log.EventEntryAdded:
		// A page that refuses something has a status that the browser notes, too.
		if event.Entry.Source != log.EntrySourceNetwork {
			b.wrong = append(b.wrong, string(event.Entry.Source)+": "+event.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		b.wrong = append(b.wrong, event.ExceptionDetails.Text)
	case *network.EventRequestWillBeSent:
		if u, err := url.Parse(event.Request.URL); err != nil || u.Scheme != "data" && u.Hostname() != "127.0.0.1" {
			b.abroad = append(b.abroad, event.Request.URL)
		}
	}
}

// do runs actions, all of which must work.
func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b.ctx, actions...), "in the browser; it shows: %s", b.shown())
}

// shown is the text of the page, as far as there is one.
func (b *tab) shown() string {
	ctx, cancel := context.WithTimeout(b.ctx, time.Second)
	defer cancel()
	text, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body ? document.body.innerText : ""`))
	return text
}

// goTo opens an address.
func (b *tab) goTo(address string) {
	b.t.Helper()
	b.do(chromedp.Navigate(address))
}

// sees waits for a heading and gives the text of the page.
func (b *tab) sees(heading string) string {
	b.t.Helper()
	b.do(chromedp.WaitVisible(chromedp.Search(`//h1[contains(normalize-space(.), "` + heading + `")]`)))
	return b.shown()
}

// showsSoon waits until a text is on the page.
func (b *tab) showsSoon(text string) {
	b.t.Helper()
	require.Eventually(b.t, func() bool { return strings.Contains(b.shown(), text) }, patience, 100*time.Millisecond, text)
}

// press presses the button with a text.
func (b *tab) press(button string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.Search(`//button[contains(normalize-space(.), "` + button + `")]`)))
}

// layout is what a page looks like, in numbers.
type layout struct {
	Wide, Small, Unlabelled int
	Title, Lang             string
}

// fits holds a page to what every page promises: nothing is cut off at the side,
// everything to press is large enough for a thumb, and a field has a label. name is
// that of the picture, which is kept if SCREENSHOTS names a folder.
func (b *tab) fits(name string) {
	b.t.Helper()
	layout, err := chromedp.Run(b.ctx, chromedp.Evaluate[layout](`(() => {
		const root = document.documentElement;
		const sizes = [...document.querySelectorAll("button, input[type=file]")].map(e => e.getBoundingClientRect().height);
		const fields = [...document.querySelectorAll("input:not([type=hidden]), select, textarea")];
		return {
			Wide: root.scrollWidth - root.clientWidth, Small: sizes.filter(h => h < 40).length,
			Unlabelled: fields.filter(f => !(f.labels && f.labels.length) && !f.getAttribute("aria-label")).length,
			Title: document.title, Lang: root.lang,
		};
	})()`))
	require.NoError(b.t, err)
	assert.LessOrEqual(b.t, layout.Wide, 0, "%s is wider than the window", name)
	assert.Zero(b.t, layout.Small, "%s has something to press that is too small for a thumb", name)
	assert.Zero(b.t, layout.Unlabelled, "%s has a field without a label", name)
	assert.NotEmpty(b.t, layout.Title, name)
	assert.Equal(b.t, "en", layout.Lang, name)
	b.picture(name)
}

func (b *tab) picture(name string) {
	b.t.Helper()
	folder := os.Getenv("SCREENSHOTS")
	if folder == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	require.NoError(b.t, err)
	require.NoError(b.t, os.WriteFile(filepath.Join(folder, name+".png"), png, 0o600))
}
