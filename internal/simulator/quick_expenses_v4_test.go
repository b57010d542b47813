package simulator

import (
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	quickLunch = `{"expenseTypeId": "DINNR", "transactionAmount": {"currencyCode": "NOK", "value": 412.5}, "transactionDate": "2026-03-02",
		"paymentTypeId": "CASHX", "vendor": "Kafe Nord", "comment": "Lunch", "entryDetails": "",
		"location": {"id": "", "name": "Oslo", "city": "Oslo", "countryCode": "NO", "countrySubDivisionCode": "NO-03"}}`
	asJSON = "application/json"
)

func quickPath(owner string) string {
	return "/quickexpense/v4/users/" + owner + "/context/TRAVELER/quickexpenses"
}

func TestAQuickExpenseIsKept(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	owner := userID(t, s, traveller)
	for name, bearer := range map[string]string{"a person": access(t, s, traveller), "the company": companyAccess(t, s)} {
		answer := send(t, s, http.MethodPost, quickPath(owner), bearer, quickLunch, "Content-Type", asJSON)
		require.Equal(t, http.StatusCreated, answer.status, "%s: %s", name, answer.body)
		var made quickExpenseURI
		answer.into(t, &made)
		assert.Regexp(t, `/quickexpenses/[0-9A-F]{32}$`, made.URI)
	}
	require.Len(t, s.state.available, 2)
	kept := s.state.available[0]
	assert.Equal(t, owner, kept.ownerID)
	assert.Equal(t, "412.5", kept.amount.String())
	assert.Equal(t, "NOK", kept.currency)
	assert.Equal(t, "Oslo", kept.wanted.Location.City)
	page := get(t, s, ownPath, "").body
	assert.Contains(t, page, "Kafe Nord")
	assert.Contains(t, page, "412.50 NOK")
}

func TestQuickExpensesWithCapitalsOrOfNoType(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	path, bearer := quickPath(userID(t, s, traveller)), access(t, s, traveller)
	for text, typeID := range map[string]string{
		`{"ExpenseTypeId": "TAXIX", "TransactionAmount": {"CurrencyCode": "EUR", "Value": 9}, "TransactionDate": "2026-03-02"}`: "TAXIX",
		`{"expenseTypeId": "NULL", "transactionAmount": {"currencyCode": "EUR", "value": 9}, "transactionDate": "2026-03-02"}`:  "UNDEF",
		`{"expenseTypeId": "UNDEF", "transactionAmount": {"currencyCode": "EUR", "value": 9}, "transactionDate": "2026-03-02"}`: "UNDEF",
	} {
		answer := send(t, s, http.MethodPost, path, bearer, text, "Content-Type", asJSON)
		require.Equal(t, http.StatusCreated, answer.status, answer.body)
		assert.Equal(t, typeID, s.state.available[len(s.state.available)-1].typeID)
	}
}

func TestQuickExpensesThatAreNotInOrder(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	path, bearer := quickPath(userID(t, s, traveller)), access(t, s, traveller)
	for _, c := range []struct{ name, old, new, source string }{
		{"no type", `"DINNR"`, `""`, "expenseTypeId"},
		{"a type that nobody has", `"DINNR"`, `"ZZZZZ"`, "expenseTypeId"},
		{"no date", `"2026-03-02"`, `null`, "transactionDate"},
		{"a day that does not exist", "2026-03-02", "2026-02-30", "transactionDate"},
		{"no amount", `{"currencyCode": "NOK", "value": 412.5}`, "null", "transactionAmount"},
		{"no value", `, "value": 412.5`, "", "transactionAmount.value"},
		{"no currency", `"currencyCode": "NOK", `, "", "transactionAmount.currencyCode"},
		{"a currency in words", `"NOK"`, `"crowns"`, "transactionAmount.currencyCode"},
		{"a payment type of another API", "CASHX", "CASH", "paymentTypeId"},
		{"a country in words", `"NO"`, `"Norway"`, "location.countryCode"},
		{"a part of no country", `"NO-03"`, `"Oslo"`, "location.countrySubDivisionCode"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			answer := send(t, s, http.MethodPost, path, bearer, strings.Replace(quickLunch, c.old, c.new, 1), "Content-Type", asJSON)
			assert.Equal(t, http.StatusBadRequest, answer.status)
			var refused quickError
			answer.into(t, &refused)
			assert.Equal(t, "validationError", refused.ErrorID)
			assert.Equal(t, "400 Bad Request", refused.HTTPStatus)
			require.Len(t, refused.ValidationErrors, 1)
			assert.Equal(t, c.source, refused.ValidationErrors[0].Source)
			assert.Regexp(t, `\+0000$`, refused.Timestamp)
		})
	}
	assert.Equal(t, http.StatusBadRequest, send(t, s, http.MethodPost, path, bearer, "{", "Content-Type", asJSON).status)
}

func TestQuickExpensesOfSomebodyElse(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	bearer := access(t, s, traveller)
	for _, owner := range []string{userID(t, s, manager), "00000000-0000-4000-8000-000000000000"} {
		answer := send(t, s, http.MethodPost, quickPath(owner), bearer, quickLunch, "Content-Type", asJSON)
		assert.Equal(t, http.StatusForbidden, answer.status)
	}
	asManager := strings.Replace(quickPath(userID(t, s, traveller)), "TRAVELER", "MANAGER", 1)
	assert.Equal(t, http.StatusForbidden, send(t, s, http.MethodPost, asManager, bearer, quickLunch, "Content-Type", asJSON).status)
	assert.Empty(t, s.state.available)
}

func TestQuickExpensesAreLimitedForEachPersonOverBothOperations(t *testing.T) {
	t.Parallel()
	c := newClock()
	s := newSimulator(t, c.options(Options{}))
	owner, other := userID(t, s, traveller), userID(t, s, manager)
	bearer, theirs := access(t, s, traveller), access(t, s, manager)
	for i := range quickLimit {
		path := quickPath(owner)
		if i%2 == 1 {
			path += "/image" // without a form: it is refused, and counts
		}
		answer := send(t, s, http.MethodPost, path, bearer, quickLunch, "Content-Type", asJSON)
		require.Equal(t, map[bool]int{true: http.StatusBadRequest, false: http.StatusCreated}[i%2 == 1], answer.status)
	}
	once := func(owner, bearer string) int {
		return send(t, s, http.MethodPost, quickPath(owner), bearer, quickLunch, "Content-Type", asJSON).status
	}
	assert.Equal(t, http.StatusTooManyRequests, once(owner, bearer))
	assert.Equal(t, http.StatusTooManyRequests, once(owner, companyAccess(t, s)), "it is about the person, not the token")
	assert.Equal(t, http.StatusCreated, once(other, theirs))
	c.forward(quickWindow - time.Second)
	assert.Equal(t, http.StatusTooManyRequests, once(owner, bearer))
	c.forward(time.Second)
	assert.Equal(t, http.StatusCreated, once(owner, bearer))
}

// formWith makes a form of parts: name, media type and content.
func formWith(t *testing.T, parts ...[3]string) (body, contentType string) {
	t.Helper()
	var text strings.Builder
	for _, p := range parts {
		text.Grow(len(p[2]) + 512)
	}
	writer := multipart.NewWriter(&text)
	for _, p := range parts {
		header := textproto.MIMEHeader{"Content-Disposition": {`form-data; name="` + p[0] + `"; filename="x"`}}
		if p[1] != "" {
			header.Set("Content-Type", p[1])
		}
		part, err := writer.CreatePart(header)
		require.NoError(t, err)
		_, err = part.Write([]byte(p[2]))
		require.NoError(t, err)
	}
	require.NoError(t, writer.Close())
	return text.String(), writer.FormDataContentType()
}

func TestAQuickExpenseWithAPicture(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	path, bearer := quickPath(userID(t, s, traveller))+"/image", access(t, s, traveller)
	for _, c := range []struct {
		name, media, picture string
	}{
		{"a PNG", "image/png", aPNG},
		{"a PDF", "application/pdf", aPDF},
		{"as large as it may be", "image/jpeg", aJPG + strings.Repeat("x", quickPicture-len(aJPG))},
	} {
		body, contentType := formWith(t, [3]string{"fileContent", c.media, c.picture}, [3]string{"quickExpenseRequest", "", quickLunch})
		answer := send(t, s, http.MethodPost, path, bearer, body, "Content-Type", contentType)
		require.Equal(t, http.StatusCreated, answer.status, "%s: %s", c.name, answer.body)
		kept := s.state.imageByID(s.state.available[len(s.state.available)-1].imageID)
		require.NotNil(t, kept, c.name)
		assert.Equal(t, c.media, kept.media)
		assert.Equal(t, len(c.picture), kept.bytes)
	}
	journal := s.Journal()
	assert.Nil(t, journal[len(journal)-1].RequestBody, "large bodies are not kept")
}

func TestAFormThatIsNotInOrder(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	path, bearer := quickPath(userID(t, s, traveller))+"/image", access(t, s, traveller)
	picture, request := [3]string{"fileContent", "image/png", aPNG}, [3]string{"quickExpenseRequest", asJSON, quickLunch}
	for _, c := range []struct {
		name  string
		parts [][3]string
		says  string
	}{
		{"without a picture", [][3]string{request}, "fileContent"},
		{"without a request", [][3]string{picture}, "quickExpenseRequest"},
		{"with a movie", [][3]string{{"fileContent", "video/mp4", "x"}, request}, "not supported"},
		{"with a picture of no type", [][3]string{{"fileContent", "", aPNG}, request}, "not supported"},
		{"with a request that is not in order", [][3]string{picture, {"quickExpenseRequest", "", "{}"}}, "not valid"},
		{"with a picture that is too large", [][3]string{{"fileContent", "image/png", strings.Repeat("x", quickPicture+1)}, request}, "50 MB"},
	} {
		body, contentType := formWith(t, c.parts...)
		answer := send(t, s, http.MethodPost, path, bearer, body, "Content-Type", contentType)
		assert.Equal(t, http.StatusBadRequest, answer.status, c.name)
		assert.Contains(t, answer.body, c.says)
	}
	body, contentType := formWith(t, picture, request)
	for name, c := range map[string][2]string{
		"another type": {body, asJSON}, "no boundary": {body, "multipart/form-data"}, "half of it": {body[:len(body)/2], contentType},
	} {
		answer := send(t, s, http.MethodPost, path, bearer, c[0], "Content-Type", c[1])
		assert.Equal(t, http.StatusBadRequest, answer.status, name)
		var refused quickError
		require.NoError(t, json.Unmarshal([]byte(answer.body), &refused))
		assert.Equal(t, path, refused.Path)
	}
	assert.Empty(t, s.state.available)
	assert.Len(t, s.state.images, len(seedImages(t)), "no picture is left of what was refused")
}

func seedImages(t *testing.T) []*image {
	t.Helper()
	return newSimulator(t, Options{}).state.images
}
