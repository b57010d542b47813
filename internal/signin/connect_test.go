package signin_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/signin"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/web"
)

func TestALinkSaysWhoAsksAndWhatFor(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	link := k.start(t)
	assert.Equal(t, k.now.Add(10*time.Minute), link.Expires)
	shown := k.surfer(t).get(link.URL)
	assert.Equal(t, http.StatusOK, shown.status)
	for _, words := range []string{
		"Alice <alice>", "client-7", "us2", "create, change and delete your expense reports", "know who you are", "expense.report.readwrite",
		"further rights", "strange.scope", "only if you asked for this yourself", "10 minutes",
	} {
		assert.Contains(t, shown.text, words)
	}
	assert.NotContains(t, shown.text, strings.TrimPrefix(link.URL, base+"/connect/"), "the secret is in the address alone")
	assert.Equal(t, "no-referrer", shown.header.Get("Referrer-Policy"))
	assert.Contains(t, shown.header.Get("Content-Security-Policy"), "form-action 'self' https: https://www-glz.example.com;")
}

func TestOnlyTheDigestOfALinkIsKept(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	link := k.start(t)
	secret := strings.TrimPrefix(link.URL, base+"/connect/")
	assert.Len(t, secret, 43, "256 bits in base64")
	assert.Equal(t, web.Digest(secret), link.ID)
	ticket, err := k.store.Ticket(t.Context(), link.ID)
	require.NoError(t, err)
	assert.NotContains(t, string(ticket.Body), secret)
	assert.Equal(t, alice, ticket.Principal)
	assert.Equal(t, http.StatusNotFound, k.surfer(t).get(base+"/connect/"+link.ID).status, "what is kept opens nothing")
}

func TestPreviewsOfALinkChangeNothing(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	link := k.start(t)
	before, err := k.store.Ticket(t.Context(), link.ID)
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, k.surfer(t).get(link.URL).status)
	assert.Equal(t, http.StatusOK, k.surfer(t).send(http.MethodHead, link.URL, nil, "").status)
	after, err := k.store.Ticket(t.Context(), link.ID)
	require.NoError(t, err)
	assert.Equal(t, before, after)
	person := k.surfer(t)
	assert.NotEmpty(t, person.open(link), "its person can still use it")
}

func TestContinuingBindsTheBrowserAndLeadsToConcur(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	link, person := k.start(t), k.surfer(t)
	opened := person.get(link.URL)
	continued := person.post(link.URL, opened.form())
	assert.Equal(t, http.StatusSeeOther, continued.status)
	assert.Equal(t, "no-referrer", continued.header.Get("Referrer-Policy"))
	address, err := url.Parse(continued.location)
	require.NoError(t, err)
	assert.Equal(t, "www-glz.example.com", address.Host)
	assert.Equal(t, callback, address.Query().Get("redirect_uri"))
	assert.Equal(t, "expense.report.readwrite openid strange.scope", address.Query().Get("scope"))
	for _, answer := range []http.Header{opened.header, continued.header} {
		cookie := answer.Get("Set-Cookie")
		for _, attribute := range []string{"__Host-concur-mcp-sign-in=", "Path=/", "Secure", "HttpOnly", "SameSite=Lax", "Max-Age=1200"} {
			assert.Contains(t, cookie, attribute)
		}
	}
	ticket, err := k.store.Ticket(t.Context(), link.ID)
	require.NoError(t, err)
	_, secret, _ := strings.Cut(address.Query().Get("state"), ".")
	require.Len(t, secret, 43)
	assert.NotContains(t, string(ticket.Body), secret, "the state too is kept as a digest")
}

func TestAFormOfSomebodyElseIsNotTaken(t *testing.T) {
	t.Parallel()
	for name, send := range map[string]func(k *kit, link signin.Link, person, other *surfer) page{
		"without a token": func(_ *kit, link signin.Link, person, _ *surfer) page { return person.post(link.URL, url.Values{}) },
		"without a cookie": func(_ *kit, link signin.Link, person, other *surfer) page {
			return other.post(link.URL, person.get(link.URL).form())
		},
		"with the token of another browser": func(_ *kit, link signin.Link, person, other *surfer) page {
			_ = person.get(link.URL)
			return person.post(link.URL, other.get(link.URL).form())
		},
		"with the token of another link": func(k *kit, link signin.Link, person, _ *surfer) page {
			return person.post(link.URL, person.get(k.start(person.t).URL).form())
		},
		"from a page of another site": func(_ *kit, link signin.Link, person, _ *surfer) page {
			return person.send(http.MethodPost, link.URL, person.get(link.URL).form(), "cross-site")
		},
		"larger than forms are": func(_ *kit, link signin.Link, person, _ *surfer) page {
			form := person.get(link.URL).form()
			form.Set("more", strings.Repeat("x", 1<<20))
			return person.post(link.URL, form)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newKit(t)
			link := k.start(t)
			refused := send(k, link, k.surfer(t), k.surfer(t))
			assert.Equal(t, http.StatusForbidden, refused.status, refused.text)
			ticket, err := k.store.Ticket(t.Context(), link.ID)
			require.NoError(t, err)
			assert.Contains(t, string(ticket.Body), `"Stage":"waiting"`)
		})
	}
}

func TestLinksThatAreNotKnown(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	other := web.Secret()
	require.NoError(t, k.store.PutTicket(t.Context(), tokenstore.Ticket{
		ID: web.Digest(other), Purpose: "upload", Principal: alice, Expires: k.now.Add(time.Minute), Body: []byte(`{"Stage":"waiting"}`),
	}))
	person := k.surfer(t)
	for name, secret := range map[string]string{
		"made up": web.Secret(), "of something else": other, "a word": "x", "a path": "..%2f..", "very long": strings.Repeat("x", 5000),
	} {
		shown := person.get(base + "/connect/" + secret)
		assert.Equal(t, http.StatusNotFound, shown.status, name)
		assert.Contains(t, shown.text, "Ask for a new link", name)
		assert.Equal(t, http.StatusNotFound, person.post(base+"/connect/"+secret, url.Values{"token": {"x"}}).status, name)
	}
	shown := person.get(base + "/elsewhere")
	assert.Equal(t, http.StatusNotFound, shown.status)
	assert.Contains(t, shown.text, "What to do")
}

func TestALinkExpires(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	link, person := k.start(t), k.surfer(t)
	form := person.get(link.URL).form()
	k.wait(10 * time.Minute)
	for _, shown := range []page{person.get(link.URL), person.post(link.URL, form)} {
		assert.Equal(t, http.StatusGone, shown.status)
		assert.Contains(t, shown.text, "has expired")
		assert.Contains(t, shown.text, "new link")
	}
	k.wait(10 * time.Minute)
	assert.Equal(t, http.StatusNotFound, person.get(link.URL).status, "by then nothing is kept of it")
}

func TestWhoContinuesLateHasTimeToSignIn(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	link, person := k.start(t), k.surfer(t)
	k.wait(9 * time.Minute)
	state := person.open(link)
	k.wait(9 * time.Minute)
	assert.Equal(t, http.StatusOK, person.get(back("c", state)).status)
	_, over := k.outcome(t, link)
	assert.True(t, over)
}

func TestALinkMayBeContinuedAgainInAnotherBrowser(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	link, chat, person := k.start(t), k.surfer(t), k.surfer(t)
	first := chat.open(link)
	second := person.open(link)
	assert.Equal(t, http.StatusForbidden, chat.get(back("c1", first)).status, "the first state is void")
	assert.Equal(t, http.StatusBadRequest, chat.get(back("c1", "")).status, "the first browser is not bound any more")
	assert.Empty(t, k.exchanged())
	assert.Equal(t, http.StatusOK, person.get(back("c2", second)).status)
	assert.Equal(t, []string{"c2"}, k.exchanged())
}

func TestAUsedLinkIsUsed(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	link, person := k.start(t), k.surfer(t)
	form := person.get(link.URL).form()
	require.Equal(t, http.StatusOK, person.get(back("c", person.open(link))).status)
	for _, shown := range []page{person.get(link.URL), k.surfer(t).get(link.URL), person.post(link.URL, form)} {
		assert.Equal(t, http.StatusGone, shown.status)
		assert.Contains(t, shown.text, "used already")
	}
}

func TestAThousandSignInsThatNobodyFinishes(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	made := 0
	for range 1000 {
		_, err := k.Start(t.Context(), alice, "Alice")
		if err == nil {
			made++
			continue
		}
		var tooMany *signin.TooManyError
		require.ErrorAs(t, err, &tooMany)
		assert.Equal(t, "nothing_changed", tooMany.WhatChanged())
		assert.Contains(t, tooMany.NextStep(), "links that were given before")
	}
	assert.Equal(t, tokenstore.MostTickets, made)
	_, err := k.Start(t.Context(), "token/bob", "Bob")
	require.NoError(t, err, "others are not held up")
	k.wait(21 * time.Minute)
	_, err = k.Start(t.Context(), alice, "Alice")
	require.NoError(t, err, "those that expired are cleared away")
}

func TestPagesSayWhenTheStoreDoesNotAnswer(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	link, person := k.start(t), k.surfer(t)
	state := person.open(link)
	broken := signin.New(signin.Settings{
		Store: unreachable{k.store}, Connections: k.concur, Base: func() string { return base }, Now: k.clock,
	})
	person.handler = broken.Handler()
	for _, shown := range []page{person.get(link.URL), person.get(back("c", state)), person.get(back("c", ""))} {
		assert.Equal(t, http.StatusServiceUnavailable, shown.status)
		assert.NotContains(t, shown.text, "password", "what the store says stays here")
	}
	_, err := broken.Start(t.Context(), alice, "Alice")
	require.Error(t, err)
	person.handler = k.handler
	assert.Equal(t, http.StatusOK, person.get(back("c", state)).status, "nothing was lost")
}
