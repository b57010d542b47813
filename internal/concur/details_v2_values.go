package concur

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"strings"
)

var errNoReport = errors.New("no report in the document")

// V2Number is a number of v2, which is a text: with eight decimals, a sign or a percent
// sign, or empty.
type V2Number struct {
	Decimal
	// Given tells zero from nothing.
	Given bool
}

// UnmarshalText implements encoding.TextUnmarshaler, for XML.
func (n *V2Number) UnmarshalText(text []byte) error {
	plain := strings.Trim(string(bytes.TrimSpace(text)), "+%")
	if plain == "" {
		*n = V2Number{}
		return nil
	}
	value, err := parseDecimal(plain)
	*n = V2Number{Decimal: Decimal{value}, Given: err == nil}
	return err
}

// UnmarshalJSON implements json.Unmarshaler: it takes a text, a number or null.
func (n *V2Number) UnmarshalJSON(data []byte) error {
	text := strings.Trim(string(data), `"`)
	if text == "null" {
		text = ""
	}
	return n.UnmarshalText([]byte(text))
}

// V2Flag is Y or N, and Yes or No.
type V2Flag bool

// UnmarshalText implements encoding.TextUnmarshaler.
func (f *V2Flag) UnmarshalText(text []byte) error {
	*f = V2Flag(strings.HasPrefix(strings.ToUpper(string(text)), "Y"))
	return nil
}

// V2Allocation is a share of a part of an expense, with where it is booked.
type V2Allocation struct {
	Percentage   V2Number
	AccountCode1 string
	AccountCode2 string
	// Custom are the fields that say whom it is booked to, by their v4 names.
	Custom  map[string]CustomValue `json:"-" xml:"-"`
	Journal []V2Journal            `json:"JournalEntriesList" xml:"JournalEntriesList>JournalEntry"`
	Taxes   []V2Tax                `json:"VATDataList" xml:"VATDataList>VATData"`
}

// UnmarshalJSON implements json.Unmarshaler: it gathers the custom fields.
func (a *V2Allocation) UnmarshalJSON(data []byte) error {
	type plain V2Allocation
	err := json.Unmarshal(data, (*plain)(a))
	if err == nil {
		a.Custom, err = customValues(data)
	}
	return err
}

// UnmarshalXML implements xml.Unmarshaler: it gathers the custom fields, whose
// elements are told by their names.
func (a *V2Allocation) UnmarshalXML(decoder *xml.Decoder, start xml.StartElement) error {
	type plain V2Allocation
	var read struct {
		plain
		Others []struct {
			XMLName     xml.Name
			Value, Code string
		} `xml:",any"`
	}
	if err := decoder.DecodeElement(&read, &start); err != nil {
		return err
	}
	*a = V2Allocation(read.plain)
	a.Custom = map[string]CustomValue{}
	for _, other := range read.Others {
		name, value := other.XMLName.Local, CustomValue{Value: other.Value, Code: other.Code}
		if customMember.MatchString(name) && value != (CustomValue{}) {
			a.Custom[strings.ToLower(name[:1])+name[1:]] = value
		}
	}
	return nil
}
