package simulator

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// acceptsJSON reports whether the caller asks for JSON. The v4 APIs speak nothing else,
// the v3 APIs speak XML to everybody who does not ask, and Image v1 and Payment Batches in any case.
func acceptsJSON(c *call) bool {
	switch {
	case c.op.API == imageAPI || c.op.API == paymentAPI:
		return false
	case c.op.Errors == catalogue.V3Error:
		return strings.Contains(c.header.Get("Accept"), "json")
	default:
		return true
	}
}

// inAcceptedForm turns a reply of v3 into XML for a caller who does not accept JSON. The
// members have the names that they have in JSON; those of the document and of the rows
// of a list are inferred.
func inAcceptedForm(c *call, r reply) reply {
	if _, isRaw := r.body.(raw); r.body == nil || isRaw || acceptsJSON(c) {
		return r
	}
	text, err := inJSON(r.body)
	if err != nil {
		return r // which fails again where it is printed, and is answered there
	}
	members := json.NewDecoder(bytes.NewReader(text))
	members.UseNumber()
	document := bytes.NewBufferString(xml.Header)
	root := "Response"
	if c.op.Name == "get_report_details_v2" {
		root = "ReportDetails"
	}
	if err := writeElement(document, root, members); err != nil {
		return r
	}
	r.body = raw{mediaType: xmlMedia, bytes: document.Bytes()}
	return r
}

// writeElement writes the next value of some JSON as an element of XML. Nothing is an
// empty element.
func writeElement(into *bytes.Buffer, name string, values *json.Decoder) error {
	value, err := values.Token()
	if err != nil {
		return err
	}
	fmt.Fprintf(into, "<%s>", name)
	switch value := value.(type) {
	case nil:
	case json.Delim:
		if err := writeElements(into, name, value, values); err != nil {
			return err
		}
	default:
		if err := xml.EscapeText(into, fmt.Append(nil, value)); err != nil {
			return err
		}
	}
	fmt.Fprintf(into, "</%s>", name)
	return nil
}

// writeElements writes the members of an object or the rows of a list.
func writeElements(into *bytes.Buffer, parent string, opening json.Delim, values *json.Decoder) error {
	for values.More() {
		name := rowName(parent)
		if opening == '{' {
			key, err := values.Token()
			if err != nil {
				return err
			}
			name = fmt.Sprint(key)
		}
		if err := writeElement(into, name, values); err != nil {
			return err
		}
	}
	_, err := values.Token() // the closing one
	return err
}

// rowName is the element of a row of a list: Item in v3, and in v2 what the list is of
// (Get Report Details v2 > ExpenseEntriesList).
func rowName(list string) string {
	switch list {
	case "ExpenseEntriesList":
		return "ExpenseEntry"
	case "JournalEntriesList":
		return "JournalEntry"
	case "VATDataList":
		return "VATData"
	case "ItemizationsList", "AttendeesList", "AllocationsList":
		return strings.TrimSuffix(list, "sList")
	default:
		return "Item"
	}
}
