package redact_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/redact"
)

func TestNothingIsMaskedUnlessAskedFor(t *testing.T) {
	t.Parallel()
	result := json.RawMessage(`{"owner": "Rita Alves",  "total": 12.50}`)
	assert.Equal(t, result, redact.Off.Result(result), "not even the spaces change")
	assert.Equal(t, "rita@x.example", redact.Off.Text("rita@x.example"))
	assert.Equal(t, "Rita", redact.Off.Name("Rita"))
	var zero redact.Redactor
	assert.Equal(t, redact.Off, zero)
}

func TestMembersAreMaskedByWhatTheyHold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ from, to string }{
		"names":                      {`{"owner":"Rita Alves","approver":"Berg, Tom"}`, `{"owner":"R*** A***","approver":"B*** T***"}`},
		"other scripts":              {`{"owner":"Ян Čapek-O'Hara"}`, `{"owner":"Я*** Č*** O***"}`},
		"logins keep their domain":   {`{"owner_login":"rita.alves@x.example"}`, `{"owner_login":"r***@x.example"}`},
		"a login of another form":    {`{"login":"ConcurSystem"}`, `{"login":"C***"}`},
		"the name of a person":       {`{"users":[{"name":"Rita Alves"}]}`, `{"users":[{"name":"R*** A***"}]}`},
		"the name beside a login":    {`{"name":"Rita","login":"r@x.example"}`, `{"name":"R***","login":"r***@x.example"}`},
		"the name of a thing":        {`{"reports":[{"name":"Porto"}],"name":"Porto"}`, `{"reports":[{"name":"Porto"}],"name":"Porto"}`},
		"several people in a list":   {`{"users":["Rita","ALL"]}`, `{"users":["R***","ALL"]}`},
		"an id in place of a person": {`{"user":"7d1f2c3a-5b6e-4f70-8a91-b2c3d4e5f601"}`, `{"user":"7d1f2c3a-5b6e-4f70-8a91-b2c3d4e5f601"}`},
		"phones":                     {`{"phones":["+49 89 1234567"]}`, `{"phones":["***67"]}`},
		"digits of a card":           {`{"card_ends_with":"4242","payment":"Visa 4242"}`, `{"card_ends_with":"****","payment":"Visa ****"}`},
		"employee numbers":           {`{"employee_number":"100482"}`, `{"employee_number":"***"}`},
		"a payment file":             {`{"media_type":"text/csv","text":"a,b"}`, `{"media_type":"text/csv","text":"[3 characters, left out]"}`},
		"texts are searched":         {`{"comment":"ask t@x.example","l":[{"text":"a"}]}`, `{"comment":"ask t***@x.example","l":[{"text":"a"}]}`},
		"ids stay":                   {`{"transaction_id":"4111111111111111"}`, `{"transaction_id":"4111111111111111"}`},
		"numbers stay as written":    {`{"a":12.50,"b":1e3,"c":null,"d":true,"e":{}}`, `{"a":12.50,"b":1e3,"c":null,"d":true,"e":{}}`},
		"what is no JSON":            {`{"owner":"Rita Alves"`, `null`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.to, string(redact.On.Result(json.RawMessage(c.from))))
		})
	}
}

func TestTextsAreSearchedForWhatHasAForm(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Ask rita.alves@haldenreyes.example, please.": "Ask r***@haldenreyes.example, please.",
		"Card 4111 1111 1111 1111 12/27":              "Card **** 12/27",
		"4111-1111-1111-1111":                         "****",
		"Amex 378282246310005.":                       "Amex ****.",
		"Card 4111 1111 1111 1112":                    "Card 4111 1111 1111 1112",
		"to DE89 3704 0044 0532 0130 00 today":        "to DE** **** today",
		"GB29NWBK60161331926819":                      "GB** ****",
		"DE89 3704 0044 0532 0130 01":                 "DE89 3704 0044 0532 0130 01",
		"from 2026-11-18 to 2026-11-20 12:00":         "from 2026-11-18 to 2026-11-20 12:00",
		"41111111-1111-1111-1111-111111111111":        "41111111-1111-1111-1111-111111111111",
		"report 4A0C3B0E38BD069C52E7 for 120.50 EUR":  "report 4A0C3B0E38BD069C52E7 for 120.50 EUR",
		"Dinner @ Noir, 3 people":                     "Dinner @ Noir, 3 people",
	} {
		assert.Equal(t, want, redact.On.Text(text))
	}
}

func TestARecordOfArgumentsHasNoFilesAndNoKeys(t *testing.T) {
	t.Parallel()
	arguments := json.RawMessage(`{"file_content":"JVBERi0=","image":{"url":"https://x.example/?k"},"confirm_token":"t","user":"Rita Alves"}`)
	assert.JSONEq(t,
		`{"file_content":"[8 characters, left out]","image":{"url":"[left out]"},"confirm_token":"[left out]","user":"Rita Alves"}`,
		string(redact.Off.Arguments(arguments)))
	assert.JSONEq(t,
		`{"file_content":"[8 characters, left out]","image":{"url":"[left out]"},"confirm_token":"[left out]","user":"R*** A***"}`,
		string(redact.On.Arguments(arguments)))
}
