package signin_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/signin"
)

const company = "08bdb6ad-3ae6-4a3a-9bb8-0f2b5b2c8d8e"

// visit is App Center's redirect.
func visit(id, token string) string {
	return base + "/appcenter?" + url.Values{"id": {id}, "requestToken": {token}, "userID": {"admin-1"}}.Encode()
}

// allowed is a browser in which the operator has allowed a company to be connected.
func (k *kit) allowed(t *testing.T) (*surfer, signin.Link) {
	t.Helper()
	link, err := k.StartAppCenter(t.Context(), "root on srv1")
	require.NoError(t, err)
	operator := k.surfer(t)
	shown := operator.get(link.URL)
	assert.Contains(t, shown.text, "root on srv1")
	assert.Contains(t, shown.text, "only if you run this server, or whoever does asked you to")
	allowed := operator.post(link.URL, shown.form())
	require.Equal(t, http.StatusOK, allowed.status, allowed.text)
	assert.Contains(t, allowed.text, "press <strong>Connect</strong>")
	return operator, link
}

func TestACompanyIsConnectedFromAppCenter(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	k.concur.account = auth.Account{Kind: auth.Company, Subject: company, Name: "Example Inc."}
	operator, link := k.allowed(t)
	arrived := operator.get(visit(company, "at-secret1"))
	require.Equal(t, http.StatusSeeOther, arrived.status)
	assert.Equal(t, base+"/appcenter", arrived.location, "the token leaves the address")
	shown := operator.get(arrived.location)
	assert.Equal(t, http.StatusOK, shown.status)
	for _, words := range []string{company, "admin-1", "root on srv1", "only if you have just pressed Connect"} {
		assert.Contains(t, shown.text, words)
	}
	assert.NotContains(t, shown.text, "at-secret1")
	assert.Empty(t, k.concur.requests, "nothing before it is confirmed")

	done := operator.post(base+"/appcenter", shown.form())
	assert.Equal(t, http.StatusOK, done.status, done.text)
	assert.Contains(t, done.text, "Example Inc.")
	assert.Equal(t, []string{"company " + company + " at-secret1"}, k.concur.requests)
	assert.Equal(t, []string{auth.Deployment}, k.concur.principal)
	outcome, err := k.Wait(t.Context(), auth.Deployment, link.ID)
	require.NoError(t, err)
	assert.Equal(t, "Example Inc.", outcome.Account.Name)

	again := operator.post(base+"/appcenter", shown.form())
	assert.Equal(t, http.StatusOK, again.status)
	assert.Equal(t, http.StatusGone, operator.get(visit(company, "at-secret2")).status, "one allowance, one company")
	assert.Len(t, k.concur.requests, 1)
	ticket, err := k.store.Ticket(t.Context(), link.ID)
	require.NoError(t, err)
	assert.NotContains(t, string(ticket.Body), "at-secret1")
	assert.NotContains(t, k.log.String(), "at-secret")
}

func TestAStrangerConnectsNoCompany(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	operator, _ := k.allowed(t)
	stranger := k.surfer(t)
	for _, shown := range []page{
		stranger.get(visit(company, "at-evil")), stranger.get(base + "/appcenter"), stranger.post(base+"/appcenter", url.Values{"token": {"x"}}),
	} {
		assert.Equal(t, http.StatusForbidden, shown.status)
		assert.Contains(t, shown.text, "concur-mcp login --app-center "+base)
	}
	assert.Equal(t, http.StatusBadRequest, operator.get(base+"/appcenter").status, "the operator's own browser has nothing to confirm")
	assert.Empty(t, k.concur.requests)
}

func TestAnAllowanceEnds(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	operator, _ := k.allowed(t)
	k.wait(21 * time.Minute)
	assert.Equal(t, http.StatusForbidden, operator.get(visit(company, "at-late")).status)
}

func TestAConfirmationIsForTheCompanyThatWasShown(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	operator, _ := k.allowed(t)
	shown := operator.get(operator.get(visit(company, "at-1")).location)
	// A page of another site leads the same browser here with another company.
	require.Equal(t, http.StatusSeeOther, operator.get(visit("another-company", "at-evil")).status)
	assert.Equal(t, http.StatusForbidden, operator.post(base+"/appcenter", shown.form()).status)
	assert.Equal(t, http.StatusForbidden, operator.send(http.MethodPost, base+"/appcenter", shown.form(), "cross-site").status)
	assert.Empty(t, k.concur.requests)
}

func TestAVisitThatBringsNothingUsable(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	operator, _ := k.allowed(t)
	for _, query := range []string{
		"?id=" + company, "?requestToken=at-1", "?id=a%20b&requestToken=at-1", "?id=" + company + "&requestToken=%3Cb%3E",
	} {
		assert.Equal(t, http.StatusBadRequest, operator.get(base+"/appcenter"+query).status, query)
	}
}

func TestAPersonComesBackThroughAppCenter(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	link, person := k.start(t), k.surfer(t)
	assert.Equal(t, http.StatusForbidden, person.get(visit("dana-uuid", "at-2")).status, "not before the link was continued")
	person.open(link)
	shown := person.get(person.get(visit("dana-uuid", "at-2")).location)
	assert.Contains(t, shown.text, "Connect this account?")
	assert.Equal(t, http.StatusOK, person.post(base+"/appcenter", shown.form()).status)
	assert.Equal(t, []string{"user dana-uuid at-2"}, k.concur.requests)
	assert.Equal(t, []string{alice}, k.concur.principal)
}

func TestAPersonsSignInDoesNotUseAnAllowance(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	operator, link := k.allowed(t)
	for _, state := range []string{"", link.ID + ".", link.ID + ".x"} {
		shown := operator.get(back("c", state))
		assert.GreaterOrEqual(t, shown.status, http.StatusBadRequest, state)
	}
	assert.Empty(t, k.exchanged())
}
