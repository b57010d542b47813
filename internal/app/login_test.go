package app

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
)

// terminal is a login that runs, as the person in front of it sees it.
type terminal struct {
	t   *testing.T
	sim *simulator.Simulator
	// settings are those of the command.
	settings config.Config
	in       io.WriteCloser
	lines    *bufio.Scanner
	shown    strings.Builder
	ended    chan error
}

// login runs concur-mcp login against a simulated Concur of its own.
func login(t *testing.T, options simulator.Options, args ...string) *terminal {
	t.Helper()
	sim, err := simulator.New(options)
	require.NoError(t, err)
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	var command loginCommand
	parser, err := kong.New(&command)
	require.NoError(t, err)
	_, err = parser.Parse(append([]string{
		"--concur-url", server.URL, "--client-id", simulator.ClientID, "--store", "memory:", "--callback-listen", "127.0.0.1:0",
	}, args...))
	require.NoError(t, err)
	command.Settings.Secrets.ClientSecret = auth.NewSecret(simulator.ClientSecret)

	typed, in := io.Pipe()
	out, printed := io.Pipe()
	term := &terminal{t: t, sim: sim, settings: command.Settings, in: in, lines: bufio.NewScanner(out), ended: make(chan error, 1)}
	term.lines.Split(pieces)
	streams := Streams{In: typed, Out: printed, Err: io.Discard}
	go func() {
		desk, err := deskFor(t.Context(), &command.Settings, discard(), streams)
		if err == nil {
			err = command.at(t.Context(), desk)
		}
		_ = printed.Close()
		term.ended <- err
	}()
	t.Cleanup(func() { _ = in.Close() })
	return term
}

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

// pieces splits into lines, and questions that wait for an answer behind them.
func pieces(data []byte, atEOF bool) (int, []byte, error) {
	if text := string(data); strings.HasSuffix(text, ": ") {
		return len(data), data, nil
	}
	return bufio.ScanLines(data, atEOF)
}

// until reads what is printed up to a line that matches, and gives what its group is.
func (term *terminal) until(pattern string) string {
	term.t.Helper()
	wanted := regexp.MustCompile(pattern)
	for term.lines.Scan() {
		line := term.lines.Text()
		term.shown.WriteString(line + "\n")
		if found := wanted.FindStringSubmatch(line); found != nil {
			return found[len(found)-1]
		}
	}
	require.Fail(term.t, "nothing matches "+pattern, term.shown.String())
	return ""
}

func (term *terminal) enter(line string) {
	term.t.Helper()
	_, err := io.WriteString(term.in, line+"\n")
	require.NoError(term.t, err)
}

// end gives all that was printed, and how the command ended.
func (term *terminal) end() (string, error) {
	for term.lines.Scan() {
		term.shown.WriteString(term.lines.Text() + "\n")
	}
	return term.shown.String(), <-term.ended
}

// answer answers Concur's page and gives the address where the browser is sent.
func (term *terminal) answer(page string, form url.Values) string {
	term.t.Helper()
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	request, err := http.NewRequestWithContext(term.t.Context(), http.MethodPost, page, strings.NewReader(form.Encode()))
	require.NoError(term.t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := browser.Do(request)
	require.NoError(term.t, err)
	require.NoError(term.t, response.Body.Close())
	return response.Header.Get("Location")
}

// browse opens a link and signs in as the traveller, with the cookies of one browser.
func (term *terminal) browse(link string) {
	term.t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(term.t, err)
	browser := &http.Client{Jar: jar}
	at, page := term.visit(browser, link, nil)
	at, _ = term.visit(browser, at, url.Values{"token": {formToken(term.t, page)}})
	_, page = term.visit(browser, at, asRita())
	assert.Contains(term.t, page, "Connected")
}

func (term *terminal) visit(browser *http.Client, address string, form url.Values) (at, page string) {
	term.t.Helper()
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	request, err := http.NewRequestWithContext(term.t.Context(), method, address, strings.NewReader(form.Encode()))
	require.NoError(term.t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := browser.Do(request)
	require.NoError(term.t, err)
	text, err := io.ReadAll(response.Body)
	require.NoError(term.t, err)
	require.NoError(term.t, response.Body.Close())
	return response.Request.URL.String(), string(text)
}

func asRita() url.Values { return url.Values{"login": {sampleTraveller}, "decision": {"continue"}} }

const concursPage = `^\s+(http\S+/oauth2/v0/authorize\S+)$`

func TestTheAddressWhereABrowserElsewhereEndedIsPasted(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]simulator.Options{
		"with the state that came back": {},
		"without a state":               {DropState: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			term := login(t, options, "--no-browser")
			page := term.until(concursPage)
			ended := term.answer(page, asRita())
			term.enter("what is that?")
			term.until("Copy the whole address")
			term.enter("  " + ended)
			shown, err := term.end()
			require.NoError(t, err)
			assert.Contains(t, shown, "Connected: "+sampleTraveller)
			code, err := url.Parse(ended)
			require.NoError(t, err)
			assert.NotContains(t, shown, code.Query().Get("code"))
		})
	}
}

func TestAPastedAddressThatIsNotOfThisSignInConnectsNobody(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		form url.Values
		edit func(string) string
		want string
	}{
		{"of another sign-in", asRita(), func(s string) string { return strings.Replace(s, "state=", "state=x", 1) }, "of another sign-in"},
		{"that the person refused", url.Values{"login": {sampleTraveller}, "decision": {"refuse"}}, nil, "Concur did not connect the account"},
		{"with a code that is none", asRita(), func(s string) string { return strings.Replace(s, "code=", "code=x", 1) }, "code 103"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			term := login(t, simulator.Options{}, "--no-browser")
			ended := term.answer(term.until(concursPage), c.form)
			if c.edit != nil {
				ended = c.edit(ended)
			}
			term.enter(ended)
			shown, err := term.end()
			require.ErrorContains(t, err, c.want)
			assert.NotContains(t, shown, "Connected")
		})
	}
}

func TestALinkThatConcurMailsIsTakenFromTheTerminal(t *testing.T) {
	t.Parallel()
	for name, pasted := range map[string]func(simulator.Mail) string{
		"as a link":  func(mail simulator.Mail) string { return mail.Link },
		"as a token": func(mail simulator.Mail) string { return mail.Token },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			term := login(t, simulator.Options{}, "--otp", sampleTraveller)
			term.until("Link or token")
			mails := term.sim.Outbox()
			require.Len(t, mails, 1)
			term.enter(pasted(mails[0]))
			shown, err := term.end()
			require.NoError(t, err)
			assert.Contains(t, shown, "Connected: "+sampleTraveller)
			assert.NotContains(t, shown, mails[0].Token)
		})
	}
}

func TestAWrongTokenOfAMailSaysWhatIsNext(t *testing.T) {
	t.Parallel()
	term := login(t, simulator.Options{}, "--otp", sampleTraveller)
	term.until("Link or token")
	term.enter("http://127.0.0.1:8764/otp?&token=wrong")
	_, err := term.end()
	require.ErrorContains(t, err, "Ask for a new mail")
	assert.NotContains(t, err.Error(), "wrong")
}

func TestAnApplicationWithoutTheGrantIsToldOf(t *testing.T) {
	t.Parallel()
	term := login(t, simulator.Options{Applications: []simulator.Application{{
		ID: simulator.ClientID, Secret: simulator.ClientSecret, WithoutGrants: []string{"otp"},
	}}}, "--otp", sampleTraveller)
	_, err := term.end()
	require.ErrorContains(t, err, "code 60")
	assert.ErrorContains(t, err, "grants", "and what to do about it")
}

func TestACompanyIsAskedForWhatTheSettingsDoNotSay(t *testing.T) {
	t.Parallel()
	term := login(t, simulator.Options{}, "--company")
	token := term.sim.RequestToken()
	term.until("company's id")
	term.enter(term.sim.CompanyID())
	term.until("request token")
	term.enter(token)
	shown, err := term.end()
	require.NoError(t, err)
	assert.Contains(t, shown, "Connected: Halden")
	assert.NotContains(t, shown, token)
}

func TestWhatAConnectionCannotDoIsSaid(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	list, err := switchedOn(&config.Config{Selection: config.Selection{Tools: []string{"get_report", "get_e_receipt"}}})
	require.NoError(t, err)
	at := &desk{switchedOn: list, streams: Streams{Out: unclosed{&out}}}
	at.welcome(auth.Account{
		Kind: auth.User, Name: "rita", Geolocation: "https://eu2.api.concursolutions.com", Replaced: "tom",
		Scopes: []string{"expense.report.read"}, RefreshExpires: time.Date(2027, 5, 3, 0, 0, 0, 0, time.UTC),
	}, "local")
	assert.Contains(t, out.String(), "Connected: rita, at https://eu2.api.concursolutions.com, until 2027-05-03 if it is not used before.")
	assert.Contains(t, out.String(), "takes the place of tom")
	assert.Contains(t, out.String(), "lacks the scope receipts.read or receipts.write, without which these tools do not work: get_e_receipt.")
	assert.NotContains(t, out.String(), "do not work: get_report")
	assert.Contains(t, out.String(), "A Concur administrator adds scopes")
}

// unclosed is a stream that nobody closes.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }

func TestALinkOpensFromElsewhereToo(t *testing.T) {
	t.Parallel()
	term := login(t, simulator.Options{}, "--no-browser")
	link := term.until(`^\s+(http\S+/connect/\S+)$`)
	term.until(concursPage)
	require.NoError(t, term.in.Close(), "nothing is pasted")
	term.browse(link)
	shown, err := term.end()
	require.NoError(t, err)
	assert.Contains(t, shown, "Connected: "+sampleTraveller)
}

func TestAnInputThatEndsIsNoAnswer(t *testing.T) {
	t.Parallel()
	term := login(t, simulator.Options{}, "--company")
	term.until("company's id")
	require.NoError(t, term.in.Close())
	_, err := term.end()
	assert.ErrorIs(t, err, errNoInput)
}

func TestASignInThatIsGivenUpEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := bufferedLines(strings.NewReader("")).next(ctx)
	require.Error(t, err)
	_, err = first(ctx, func(ctx context.Context) (auth.Account, error) { <-ctx.Done(); return auth.Account{}, errNothingPasted })
	assert.ErrorIs(t, err, context.Canceled)
}
