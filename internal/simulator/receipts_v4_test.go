package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

const (
	generalLink = "<http://schema.concursolutions.com/general-receipt.schema.json>;rel=describedBy"
	aReceipt    = `{"dateTime": "2026-03-01T13:05:00+01:00", "total": "23.80", "currencyCode": "EUR",
		"seller": {"name": "Cafe Mitte", "location": {"address": {"addressCountry": "DE"}}}, "payments": [{"amount": "23.80"}]}`
)

// field is a part of a form: name, content type and content.
type field struct{ name, media, content string }

func multipartForm(t *testing.T, fields ...field) (body, contentType string) {
	t.Helper()
	var text bytes.Buffer
	form := multipart.NewWriter(&text)
	for _, f := range fields {
		header := textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf("form-data; name=%q", f.name)}}
		if f.media != "" {
			header.Set("Content-Type", f.media)
		}
		part, err := form.CreatePart(header)
		require.NoError(t, err)
		_, err = part.Write([]byte(f.content))
		require.NoError(t, err)
	}
	require.NoError(t, form.Close())
	return text.String(), form.FormDataContentType()
}

// library is the traveller's, on a clock that moves.
type library struct {
	*Simulator
	clock          *clock
	bearer, userID string
}

func newLibrary(t *testing.T) library {
	t.Helper()
	c := newClock()
	s := newSimulator(t, c.options(Options{}))
	return library{s, c, access(t, s, traveller), userID(t, s, traveller)}
}

func (l library) postData(t *testing.T, receipt string, headers ...string) received {
	t.Helper()
	return send(t, l.Simulator, http.MethodPost, "/receipts/v4/users/"+l.userID, l.bearer, receipt,
		append([]string{"Content-Type", "application/json", "Link", generalLink}, headers...)...)
}

func (l library) postImage(t *testing.T, fields ...field) received {
	t.Helper()
	body, contentType := multipartForm(t, fields...)
	return send(t, l.Simulator, http.MethodPost, "/receipts/v4/users/"+l.userID+"/image-only-receipts", l.bearer, body,
		"Content-Type", contentType)
}

// through lets the clock pass the processing.
func (l library) through() { l.clock.forward(3 * time.Second) }

func idOf(t *testing.T, answer received, status int) string {
	t.Helper()
	require.Equal(t, status, answer.status, answer.body)
	assert.Empty(t, answer.body)
	id := path.Base(answer.header.Get("Location"))
	assert.Regexp(t, "^[0-9a-f]{32}$", id)
	assert.Contains(t, answer.header.Get("Link"), "/receipts/v4/status/"+id+`>; rel="processing-status"`)
	return id
}

func (l library) state(t *testing.T, id string) string {
	t.Helper()
	var got processingStatus
	get(t, l.Simulator, "/receipts/v4/status/"+id, l.bearer).into(t, &got)
	return got.Status
}

func TestAnEReceiptIsThereOnceItIsProcessed(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	answer := l.postData(t, aReceipt)
	id := idOf(t, answer, http.StatusCreated)
	assert.Equal(t, InProcessURL+"/receipts/v4/"+id, answer.header.Get("Location"))
	at := "/receipts/v4/" + id
	assert.Equal(t, statusAccepted, l.state(t, id))
	assert.Equal(t, http.StatusNotFound, get(t, l.Simulator, at, l.bearer).status)
	l.clock.forward(time.Second)
	assert.Equal(t, statusProcessing, l.state(t, id))
	assert.Equal(t, http.StatusNotFound, get(t, l.Simulator, at+"/image", l.bearer).status)
	l.clock.forward(2 * time.Second)
	assert.Equal(t, statusProcessed, l.state(t, id))

	var got eReceipt
	get(t, l.Simulator, at, l.bearer).into(t, &got)
	assert.Equal(t, id, got.ID)
	assert.Equal(t, l.userID, got.UserID)
	assert.JSONEq(t, aReceipt, string(got.Receipt))
	assert.Equal(t, "http://schema.concursolutions.com/general-receipt.schema.json", got.ValidationSchema)
	assert.Equal(t, "2026-03-02T09:30:00.000Z", got.DateTimeReceived)
	assert.Equal(t, InProcessURL+"/receipts/v4/{receiptId}", got.Template)
	drawn := get(t, l.Simulator, at+"/image", l.bearer)
	assert.Equal(t, "application/pdf", drawn.header.Get("Content-Type"))
	assert.True(t, strings.HasPrefix(drawn.body, "%PDF-"))
	assert.Equal(t, http.StatusNotFound, get(t, l.Simulator, "/receipts/v4/image-only-receipts/"+id, l.bearer).status)

	l.clock.forward(14 * 24 * time.Hour)
	l.bearer = access(t, l.Simulator, traveller)
	assert.Equal(t, http.StatusNotFound, get(t, l.Simulator, "/receipts/v4/status/"+id, l.bearer).status, "kept for two weeks")
	assert.Equal(t, http.StatusOK, get(t, l.Simulator, at, l.bearer).status)
}

func TestAnEReceiptComesWithItsImage(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	body, contentType := multipartForm(t, field{"receipt", "application/json", aReceipt}, field{"image", "image/jpg", aJPG})
	id := idOf(t, l.postData(t, body, "Content-Type", contentType), http.StatusCreated)
	l.through()
	shown := get(t, l.Simulator, "/receipts/v4/"+id+"/image", l.bearer)
	assert.Equal(t, "image/jpeg", shown.header.Get("Content-Type"))
	assert.Equal(t, aJPG, shown.body)
}

func TestWhatIsWrongWithAnEReceiptIsNamed(t *testing.T) {
	t.Parallel()
	with := func(old, changed string) string {
		require.Contains(t, aReceipt, old)
		return strings.Replace(aReceipt, old, changed, 1)
	}
	tooMuch, tooMuchType := multipartForm(t, field{"receipt", "application/json", aReceipt},
		field{"image", "image/png", aPNG + strings.Repeat("x", receiptImageLimit)})
	other, otherType := multipartForm(t, field{"receipt", "application/json", aReceipt}, field{"image", "image/webp", aPNG})
	for _, c := range []struct {
		name, body string
		headers    []string
		status     int
		said       string
	}{
		{"no schema", aReceipt, []string{"Link", ""}, 400, "Link header must be provided"},
		{"an unknown schema", aReceipt, []string{"Link", strings.Replace(generalLink, "general", "boat", 1)}, 400, "schema is not valid"},
		{"a supporting schema", aReceipt, []string{"Link", strings.Replace(generalLink, "general-receipt", "merchant", 1)}, 400, "not valid"},
		{"another content type", aReceipt, []string{"Content-Type", "text/plain"}, 415, "Specified Content-Type is not supported"},
		{"no JSON", "{", nil, 400, "Request body could not be parsed"},
		{"a form that breaks off", "--x\r\n", []string{"Content-Type", "multipart/form-data; boundary=x"}, 400, "could not be parsed"},
		{"a large image", tooMuch, []string{"Content-Type", tooMuchType}, 413, ""},
		{"another image", other, []string{"Content-Type", otherType}, 415, "Invalid image type"},
		{"no seller", with(`"seller"`, `"buyer"`), nil, 400, `{"message":"requires property \"seller\"","path":"instance"}`},
		{"no country", with(`"addressCountry": "DE"`, ""), nil, 400, `"path":"instance.seller.location.address"`},
		{"an amount that is a number", with(`"total": "23.80"`, `"total": 23.80`), nil, 400, `"path":"instance.total"`},
		{"a time in UTC", with("+01:00", "Z"), nil, 400, `"path":"instance.dateTime"`},
		{"a blank name", with("Cafe Mitte", " "), nil, 400, `"path":"instance.seller.name"`},
		{"no way to pay", with(`{"amount": "23.80"}`, `{"amount": 1}`), nil, 400, `"path":"instance.payments[0]"`},
		{"a list in place of a text", with(`"EUR"`, `["EUR"]`), nil, 400, "is not of a type(s) string"},
		{"not even an object", `[1]`, nil, 400, "is not of a type(s) object"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := newLibrary(t)
			before := len(l.Simulator.state.library.receipts)
			answer := l.postData(t, c.body, c.headers...)
			assert.Equal(t, c.status, answer.status)
			assert.Contains(t, answer.body, c.said)
			assert.Len(t, l.Simulator.state.library.receipts, before)
		})
	}
}

func TestEverySchemaIsServedAndWhole(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	schemas, err := loadReceiptSchemas()
	require.NoError(t, err)
	require.Len(t, schemas, 17)
	for name, schema := range schemas {
		var served map[string]any
		get(t, l.Simulator, "/receipts/schemas/"+name+".schema.json", l.bearer).into(t, &served)
		assert.Equal(t, schemaHost+name+".schema.json", served["$id"])
		for _, reference := range references(schema) {
			_, found := schemas.find(name, reference)
			assert.NotNil(t, found, "%s refers to %s", name, reference)
		}
	}
	for _, unknown := range []string{"boat-receipt.schema.json", "general-receipt", "general-receipt.json"} {
		assert.Equal(t, http.StatusNotFound, get(t, l.Simulator, "/receipts/schemas/"+unknown, l.bearer).status, unknown)
	}
}

func references(value any) []string {
	var found []string
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			if text, isText := member.(string); isText && name == "$ref" {
				found = append(found, text)
			}
			found = append(found, references(member)...)
		}
	case []any:
		for _, member := range value {
			found = append(found, references(member)...)
		}
	}
	return found
}

func TestTheSampleReceiptsFitTheirSchemas(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	kinds := map[string]bool{}
	for _, r := range l.Simulator.state.library.receipts {
		if r.isImageOnly() {
			continue
		}
		var document any
		require.NoError(t, json.Unmarshal(r.document, &document))
		assert.Empty(t, l.Simulator.state.library.schemas.check(r.schema, document), r.schema)
		kinds[r.schema] = true
	}
	assert.GreaterOrEqual(t, len(kinds), 4)
}

func TestAListOfEReceiptsHasPages(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	var before struct{ Receipts []eReceipt }
	at := "/receipts/v4/users/" + l.userID
	get(t, l.Simulator, at, l.bearer).into(t, &before)
	require.NotEmpty(t, before.Receipts)
	for range receiptPage {
		idOf(t, l.postData(t, aReceipt), http.StatusCreated)
	}
	l.through()
	var first, second struct {
		Receipts []eReceipt
		Next     string
	}
	get(t, l.Simulator, at, l.bearer).into(t, &first)
	assert.Len(t, first.Receipts, receiptPage)
	next, below := strings.CutPrefix(first.Next, InProcessURL)
	require.True(t, below, first.Next)
	get(t, l.Simulator, next, l.bearer).into(t, &second)
	assert.Len(t, second.Receipts, len(before.Receipts))
	assert.Empty(t, second.Next)
}

func TestReceiptsAreForTheirOwner(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	id := idOf(t, l.postData(t, aReceipt), http.StatusCreated)
	l.through()
	other := access(t, l.Simulator, manager)
	for _, path := range []string{"/receipts/v4/" + id, "/receipts/v4/" + id + "/image", "/receipts/v4/status/" + id} {
		assert.Equal(t, http.StatusNotFound, get(t, l.Simulator, path, other).status, path)
		assert.Equal(t, http.StatusOK, get(t, l.Simulator, path, companyAccess(t, l.Simulator)).status, path)
	}
	library := "/receipts/v4/users/" + l.userID
	for _, path := range []string{library, library + "/image-only-receipts"} {
		refused := get(t, l.Simulator, path, other)
		assert.Equal(t, http.StatusUnauthorized, refused.status)
		assert.Equal(t, "User ID in the URL must match the ID in the sub claim of the JWT", refused.body)
		assert.Equal(t, http.StatusOK, get(t, l.Simulator, path, companyAccess(t, l.Simulator)).status)
	}
	posted := send(t, l.Simulator, http.MethodPost, library, other, aReceipt, "Content-Type", "application/json", "Link", generalLink)
	assert.Equal(t, http.StatusUnauthorized, posted.status)
	nobody := "/receipts/v4/users/00000000-0000-4000-8000-000000000000"
	assert.Equal(t, http.StatusNotFound, get(t, l.Simulator, nobody, companyAccess(t, l.Simulator)).status)
	assert.Equal(t, http.StatusBadRequest, get(t, l.Simulator, "/receipts/v4/users/rita", l.bearer).status)
}

func TestABadTokenIsAnsweredWithABareRefusal(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	l.ExpireAccessTokens()
	expired := get(t, l.Simulator, "/receipts/v4/users/"+l.userID, l.bearer)
	assert.Equal(t, http.StatusForbidden, expired.status)
	assert.Empty(t, expired.body)
	narrow := tokens(t, l.Simulator, l.ConnectScoped(traveller, "receipts.writeonly")).AccessToken
	assert.Equal(t, http.StatusForbidden, get(t, l.Simulator, "/receipts/v4/users/"+l.userID, narrow).status)
	l.bearer = narrow
	idOf(t, l.postData(t, aReceipt), http.StatusCreated)
}

func TestTheRowsOfReceiptsV4SayWhatItsPagesSay(t *testing.T) {
	t.Parallel()
	for name := range receiptsHandlers() {
		op, known := catalogue.Lookup(name)
		require.True(t, known, name)
		assert.Equal(t, catalogue.ReceiptError, op.Errors, name)
		assert.True(t, op.Takes(catalogue.User) && op.Takes(catalogue.Company), name)
	}
}
