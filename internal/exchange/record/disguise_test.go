package record

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

func testDisguise(tb testing.TB, key string) *disguise {
	tb.Helper()
	d, err := newDisguise([]byte(key), routesOf(catalogue.All()))
	require.NoError(tb, err)
	return d
}

func TestWhatMayStay(t *testing.T) {
	t.Parallel()
	d := testDisguise(t, "key")
	for member, text := range map[string]string{
		"currencyCode": "EUR", "approvalStatusId": "A_NOTF", "approvalStatus": "Not Submitted", "expenseTypeId": "DINNR",
		"transactionDate": "2026-11-17",
		"LastModified":    "2026-11-17T08:00:00.123", "errorId": "error.submit.entryXctMaxThreshold", "errorMessage": "reportId not found",
		"message": "User may not access this report.", "httpStatus": "404 - Not Found", "locale": "", "personal": "false", "IsPersonal": "Y",
		"TotalApprovedAmount": "0E-8", "preferredLanguage": "en-US", "approvalStatusCode": "A_PEND,A_ACCO", "user": "ALL",
		"contextType": "TRAVELER",
		"schemas":     "urn:ietf:params:scim:schemas:core:2.0:User", "fieldId": "Custom12",
	} {
		assert.Equal(t, text, d.text(place{member: member}, text), member)
	}
}

func TestWhatIsReplacedKeepsItsShape(t *testing.T) {
	t.Parallel()
	d, other := testDisguise(t, "key"), testDisguise(t, "another key")
	for _, c := range []struct{ name, member, text, shape string }{
		{"a UUID", "userId", "7d1f2c3a-5b6e-4f70-8a91-b2c3d4e5f601", `^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`},
		{"a v4 id", "reportId", "7A90C4E15B2D4F6883AC", `^[0-9A-F]{20}$`},
		{"a v3 id", "ID", "gWidFO7ikQm8Zt2LxV0bKc$sPn5RwYj1Td4g", `^[a-z][A-Z][a-z]{2}[A-Z]{2}[0-9][a-z]+.*\$[a-z][A-Z][a-z].*$`},
		{"a login", "userName", "tom.berg@example.com", `^[a-z]{3}\.[a-z]{4}@[a-z]{7}\.example$`},
		{"a name", "displayName", "Tom Berg-Ångström", `^[A-Z][a-z]{2} [A-Z][a-z]{3}-[A-Z][a-z]{7}$`},
		{"a card", "lastFour", "4111 1111 1111 1111", `^([0-9]{4} ?){4}$`},
		{"a bank account", "employeeBankAccount", "100482733", `^[0-9]{9}$`},
		{"the end of a card", "lastFourDigits", "4821", `^[0-9]{4}$`},
		{"a birthday, by its other name", "birthdate", "1984-03-12", `^19[0-9]{2}-[01][0-9]-[0-2][0-9]$`},
		{"a birthday", "dateOfBirth", "1984-03-12", `^19[0-9]{2}-[01][0-9]-[0-2][0-9]$`},
		{
			"something in a comment", "comment", "Dinner for 3\nat Tasca (Lisboa)",
			`^[A-Z][a-z]{5} [a-z]{3} [0-9]\n[a-z]{2} [A-Z][a-z]{4} \([A-Z][a-z]{5}\)$`,
		},
		{"what is no code", "currencyCode", "my euros", `^[a-z]{2} [a-z]{5}$`},
		{"a name in a message", "errorMessage", "The report Lisboa is locked", `^The report [A-Z][a-z]{5} is locked$`},
		{"an id in a message", "detail", "Resource 1e0b6d5c-90aa-4c1f-b0d3-5e6f70819203 not found", `^Resource [0-9a-f-]{36} not found$`},
		{"a word that is no message", "vendor", "report", `^[a-z]{6}$`},
		{
			"a filter", "filter", `userName eq "tom.berg@example.com" and active eq true`,
			`^userName eq "[a-z]{3}\.[a-z]{4}@[a-z]{7}\.example" and active eq true$`,
		},
		{"a filter with a quote in it", "filter", `nickName sw "a\"b"`, `^nickName sw "[a-z]\\"[a-z]"$`},
		{
			"an address", "NextPage", "https://us2.api.concursolutions.com/api/v3.0/expense/entries?limit=25&offset=gWDs8Qm1",
			`^https://us2.api.concursolutions.com/api/v3.0/expense/entries\?limit=25&offset=[a-zA-Z0-9]{8}$`,
		},
		{
			"an address of somebody else", "Url", "http://rita:pw@img.tasca.pt/a/b.png?t=1",
			`^http://elsewhere.example/[a-z]/[a-z]\.[a-z]{3}\?t=[0-9]$`,
		},
		{
			"a path", "path", "/expensereports/v4/reports/7A90C4E15B2D4F6883AC/expenses",
			`^/expensereports/v4/reports/[0-9A-F]{20}/expenses$`,
		},
		{"a code in a sealed place", "customData", "CC-410", `^[A-Z]{2}-[0-9]{3}$`},
		{"an emoji", "comment", "Olé 🎉", `^[A-Z][a-z]{2} \*$`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			replaced := d.text(place{member: c.member}, c.text)
			assert.NotEqual(t, c.text, replaced)
			assert.Regexp(t, c.shape, replaced)
			assert.Equal(t, replaced, d.text(place{member: c.member}, c.text), "always the same")
			if c.name != "an emoji" && c.name != "a filter with a quote in it" && len(c.text) > 8 {
				assert.NotEqual(t, replaced, other.text(place{member: c.member}, c.text), "and with another key another one")
			}
		})
	}
}

func TestOneIdIsOneThingHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	d := testDisguise(t, "key")
	dashed := d.value("b7e41c90-35a2-4d6f-a1d2-c3b4a5968778")
	assert.Equal(t, strings.ToUpper(strings.ReplaceAll(dashed, "-", "")), d.value("B7E41C9035A24D6FA1D2C3B4A5968778"))
	assert.Equal(t, strings.ToUpper(dashed), d.value("B7E41C90-35A2-4D6F-A1D2-C3B4A5968778"))
	assert.Equal(t, strings.ToLower(d.value("Porto")), d.value("porto"), "people search in any letter case")
	assert.Equal(t, d.value("tom@example.com"), d.value("Tom@Example.com"))
	id := d.value("gWid$sQ8x1")
	assert.Contains(t, d.path("/api/v3.0/expense/entries/gWid%24sQ8x1"), "/entries/"+strings.ReplaceAll(id, "$", "%24"))
}

func TestPlacesDecide(t *testing.T) {
	t.Parallel()
	d := testDisguise(t, "key")
	for _, c := range []struct{ name, text, want string }{
		{"amounts", `{"reportTotal": {"value": 312.40, "currencyCode": "EUR"}}`, `^\{"reportTotal":\{"value":312\.40,"currencyCode":"EUR"\}\}$`},
		{
			"fields of the company", `{"customData": [{"id": "custom9", "value": "4711"}]}`,
			`^\{"customData":\[\{"id":"custom9","value":"[0-9]{4}"\}\]\}$`,
		},
		{
			"v3 fields of the company", `{"Custom9": {"Type": "Text", "Value": "4711", "Code": "CC"}}`,
			`^\{"Custom9":\{"Type":"[A-Z][a-z]{3}","Value":"[0-9]{4}","Code":"[A-Z]{2}"\}\}$`,
		},
		{"ids of types", `{"expenseType": {"id": "DINNR"}, "id": "DINNR"}`, `^\{"expenseType":\{"id":"DINNR"\},"id":"[B-Z]{5}"\}$`},
		{"numbers that may be anything", `{"employeeId": 100482, "count": 12}`, `^\{"employeeId":[1-9][0-9]{5},"count":12\}$`},
		{
			"where somebody lives", `{"addresses": [{"country": "PT", "postalCode": "1200"}]}`,
			`^\{"addresses":\[\{"country":"[B-Z]{2}","postalCode":"[0-9]{4}"\}\]\}$`,
		},
		{"ids as names", `{"7d1f2c3a-5b6e-4f70-8a91-b2c3d4e5f601": null}`, `^\{"[0-9a-f-]{36}":null\}$`},
		{"the form of a number", `{"amount": 0E-8, "x": -0.5e3}`, `^\{"amount":0E-8,"x":-[1-9]\.[0-9]e3\}$`},
		{"lists", `["a", ["b"], 7, true]`, `^\["[b-z]",\["[b-z]"\],[1-9],true\]$`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			replaced, err := d.json([]byte(c.text))
			require.NoError(t, err)
			assert.Regexp(t, c.want, string(replaced))
		})
	}
}

func TestXMLIsReplacedAsJSONIs(t *testing.T) {
	t.Parallel()
	d := testDisguise(t, "key")
	replaced, err := d.xml([]byte(`<?xml version="1.0" encoding="ISO-8859-1"?><!-- Rita --><c:Report xmlns:c="http://www.concursolutions.com/x"
		by="Rita"><Name>Rita &amp; co</Name><ReportTotal>12.50</ReportTotal><Custom1><Value>77</Value></Custom1>
		<Personal>N</Personal></c:Report>`))
	require.NoError(t, err)
	assert.Regexp(t, `^<c:Report xmlns:c="http://www.concursolutions.com/x" by="[A-Z][a-z]{3}"><Name>[A-Z][a-z]{3} &amp; [a-z]{2}</Name>`+
		`<ReportTotal>12.50</ReportTotal><Custom1><Value>[0-9]{2}</Value></Custom1><Personal>N</Personal></c:Report>$`, replaced)
	assert.NotContains(t, replaced, "Rita")
	for _, bad := range []string{"", "text", "<a>", "<a></b>", "<a>&nope;</a>"} {
		_, err := d.xml([]byte(bad))
		assert.Error(t, err, bad)
	}
}

func TestWhatAPageIsDoesNotMatter(t *testing.T) {
	t.Parallel()
	d := testDisguise(t, "key")
	assert.Equal(t, someHTML, d.content("text/html", captured([]byte("<html>Rita</html>"))).Text)
	assert.Regexp(t, `^[A-Z][a-z]{3},[0-9]\n$`, d.content("text/csv", captured([]byte("Rita,7\n"))).Text)
	assert.Regexp(t, `^<[b-z]{4}>[b-z]$`, d.content("application/xml", captured([]byte("<rita>x"))).Text, "half of it")
	assert.Regexp(t, `^limit=25&name=[b-z]{4}$`, d.content("application/x-www-form-urlencoded", captured([]byte("name=rita&limit=25"))).Text)
	assert.Zero(t, d.content("application/json", captured(nil)))
}
