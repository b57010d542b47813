package browser_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
)

// signIn walks from a link to the page that says who was connected.
func (b *tab) signIn(link, person string, width int64) {
	b.t.Helper()
	b.goTo(link)
	text := b.sees("Connect SAP Concur")
	assert.Contains(b.t, text, "Continue only if you asked for this yourself")
	b.fits(fmt.Sprintf("connect-%d", width))
	b.press("Continue to Concur")
	b.sees("Sign in to")
	b.fits(fmt.Sprintf("simulator-sign-in-%d", width))
	b.do(chromedp.SetValue(chromedp.CSS("#login"), person))
	b.press("Continue")
	assert.Contains(b.t, b.sees("Connected"), person)
	b.fits(fmt.Sprintf("connected-%d", width))
}

func TestAPersonSignsInByTheLinkOfAResult(t *testing.T) {
	t.Parallel()
	for _, width := range []int64{phone, desk} {
		t.Run(fmt.Sprintf("%d pixels", width), func(t *testing.T) {
			t.Parallel()
			d := serveDemo(t)
			agent := d.agent(nil)
			link := d.link(agent, "list_reports", nil)
			b := openTab(t, width)
			b.signIn(link, "rita.alves@haldenreyes.example", width)
			text, failed := d.call(agent, "list_reports", nil)
			assert.False(t, failed, text)
			assert.Contains(t, text, "rita.alves@haldenreyes.example", "the agent is told whose account it is")
			b.goTo(link)
			b.sees("This link was used already")
			b.fits(fmt.Sprintf("link-used-%d", width))
		})
	}
}

func TestACallThatReadsGoesOnOnceThePersonHasSignedIn(t *testing.T) {
	t.Parallel()
	d := serveDemo(t)
	b := openTab(t, desk)
	agent := d.agent(func(link string) { b.signIn(link, "tom.berg@haldenreyes.example", desk) })
	text, failed := d.call(agent, "list_reports_to_approve", nil)
	assert.False(t, failed, text)
	assert.Contains(t, text, "Signed in to Concur as")
	assert.Contains(t, text, "tom.berg@haldenreyes.example")
}

func TestACallThatWritesWaitsForAWordOnWhoSignedIn(t *testing.T) {
	t.Parallel()
	d := serveDemo(t)
	b := openTab(t, phone)
	agent := d.agent(func(link string) { b.signIn(link, "rita.alves@haldenreyes.example", phone) })
	text, failed := d.call(agent, "create_report", map[string]any{"name": "Lisbon"})
	assert.True(t, failed)
	assert.Contains(t, text, "rita.alves@haldenreyes.example")
	assert.Contains(t, text, "Nothing was changed")
	text, failed = d.call(agent, "create_report", map[string]any{"name": "Lisbon"})
	assert.False(t, failed, text)
}

func TestAPersonWhoRefusesConnectsNothing(t *testing.T) {
	t.Parallel()
	d := serveDemo(t)
	agent := d.agent(nil)
	link := d.link(agent, "list_reports", nil)
	b := openTab(t, phone)
	b.goTo(link)
	b.press("Continue to Concur")
	b.sees("Sign in to")
	b.press("Refuse")
	assert.Contains(t, b.sees("Concur did not connect you"), "No account was connected")
	b.fits("refused-390")
	again := d.link(agent, "list_reports", nil)
	assert.NotEqual(t, link, again)
	assert.True(t, strings.HasPrefix(again, d.url))
}

func TestTheSimulatorShowsWhatAnAgentDoes(t *testing.T) {
	t.Parallel()
	for _, width := range []int64{phone, desk} {
		t.Run(fmt.Sprintf("%d pixels", width), func(t *testing.T) {
			t.Parallel()
			d := serveDemo(t, "--demo-user", "rita.alves@haldenreyes.example")
			agent := d.agent(nil)
			b := openTab(t, width)
			b.goTo(d.concur)
			b.fits(fmt.Sprintf("simulator-%d", width))
			text, failed := d.call(agent, "create_report", map[string]any{"name": "Written by an agent"})
			assert.False(t, failed, text)
			b.showsSoon("create_report") // it refreshes itself
			b.do(chromedp.Click(chromedp.Search(`//a[contains(., "Not Submitted")]`)))
			b.showsSoon("Written by an agent")
			b.fits(fmt.Sprintf("simulator-reports-%d", width))
			b.goTo(d.url)
			b.fits(fmt.Sprintf("home-%d", width))
		})
	}
}
