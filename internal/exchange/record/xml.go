package record

import (
	"bytes"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

var errNoElement = errors.New("there is no element")

// xml replaces the texts and attributes of XML. Comments and instructions go.
func (d *disguise) xml(text []byte) (string, error) {
	if err := wellFormed(text); err != nil {
		return "", err
	}
	decoder := newXMLDecoder(text)
	var out strings.Builder
	places := []place{{}}
	for {
		// The raw tokens keep the prefixes as they are written.
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			return out.String(), nil
		}
		if err != nil {
			return "", err
		}
		here := places[len(places)-1]
		switch token := token.(type) {
		case xml.StartElement:
			inner := here.within(token.Name.Local, d.rules)
			places = append(places, inner)
			d.xmlStart(token, inner, &out)
		case xml.EndElement:
			places = places[:len(places)-1]
			out.WriteString("</" + d.xmlName(token.Name) + ">")
		case xml.CharData:
			if len(bytes.TrimSpace(token)) > 0 {
				out.WriteString(escapeXML(d.text(here, string(token))))
			}
		}
	}
}

func (d *disguise) xmlStart(element xml.StartElement, p place, out *strings.Builder) {
	out.WriteString("<" + d.xmlName(element.Name))
	for _, attribute := range element.Attr {
		value := attribute.Value
		// A namespace is a name that Concur gives, not an address of somebody.
		if attribute.Name.Local != "xmlns" && attribute.Name.Space != "xmlns" {
			value = d.text(p.within(attribute.Name.Local, d.rules), value)
		}
		out.WriteString(" " + d.xmlName(attribute.Name) + `="` + escapeXML(value) + `"`)
	}
	out.WriteString(">")
}

func (d *disguise) xmlName(name xml.Name) string {
	local := d.elementName(name.Local)
	if name.Space == "" {
		return local
	}
	return d.elementName(name.Space) + ":" + local
}

// elementName replaces a name that may be somebody's by one that XML takes.
func (d *disguise) elementName(name string) string {
	if d.memberName(name) == name && !strings.Contains(name, "$") {
		return name
	}
	digest := d.digest("element", name)
	return "x" + hex.EncodeToString(digest[:4])
}

// newXMLDecoder takes text in UTF-8, whatever it says of itself.
func newXMLDecoder(text []byte) *xml.Decoder {
	decoder := xml.NewDecoder(bytes.NewReader(text))
	decoder.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil }
	return decoder
}

func wellFormed(text []byte) error {
	decoder := newXMLDecoder(text)
	elements := 0
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			if elements == 0 {
				return errNoElement
			}
			return nil
		}
		if err != nil {
			return err
		}
		if _, element := token.(xml.StartElement); element {
			elements++
		}
	}
}

func escapeXML(text string) string {
	var out strings.Builder
	_ = xml.EscapeText(&out, []byte(text)) // A builder never fails.
	return out.String()
}
