package view

import (
	"encoding/json"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
)

// FormField is a field of a form.
type FormField struct {
	// ID is the field as Concur names it; CustomField the name for custom_fields.
	ID          string      `json:"id"`
	CustomField string      `json:"custom_field,omitempty"`
	Label       render.Text `json:"label,omitempty"`
	DataType    string      `json:"data_type"`
	Control     string      `json:"control,omitempty"`
	// Access is hidden, read-only or read-write.
	Access        string      `json:"access"`
	Required      bool        `json:"required,omitempty"`
	MaxLength     int         `json:"max_length,omitempty"`
	Default       render.Text `json:"default,omitempty"`
	ListID        string      `json:"list_id,omitempty"`
	ListLevel     int         `json:"list_level,omitempty"`
	ExternalList  bool        `json:"external_list,omitempty"`
	ParentFieldID string      `json:"parent_field_id,omitempty"`
	CopiedDown    bool        `json:"copied_down,omitempty"`
	Tooltip       render.Text `json:"tooltip,omitempty"`
	Message       render.Text `json:"validation_message,omitempty"`
}

// FormFields are the fields of a form as a list.
type FormFields struct {
	Fields render.Rows `json:"fields"`
	render.Listing
}

// ShowForm makes the page of a form that a caller asked for.
func ShowForm(form []concur.FormField, ask render.Ask) (FormFields, error) {
	rows, listing, err := render.Whole(ofForm(form), ask, formSummary())
	if rows.Len() == 0 && err == nil {
		listing.Note = "Concur shows no field of this form to this connection."
	}
	return FormFields{rows, listing}, ListError(err)
}

// formSummary names the fields that a row of a form has unless others are asked for.
func formSummary() []string {
	return []string{"id", "custom_field", "label", "data_type", "access", "required", "max_length", "list_id"}
}

// ofForm shows the fields of a form.
func ofForm(form []concur.FormField) []FormField {
	rows := make([]FormField, len(form))
	for i, f := range form {
		rows[i] = FormField{
			ID: f.FieldID, CustomField: f.CustomID(), Label: render.Text(f.Name), DataType: f.DataType, Control: f.ControlType,
			Access: access(f.Access), Required: f.IsRequired, MaxLength: f.MaximumLength, Default: render.Text(plainJSON(f.DefaultValue)),
			ListID: listID(f.ListID), ListLevel: f.ListLevel, ExternalList: f.IsExternalList, ParentFieldID: f.ParentFieldID,
			CopiedDown: f.IsCopyDownSource, Tooltip: render.Text(f.Tooltip), Message: render.Text(f.ValidationMessage),
		}
	}
	return rows
}

// listID spells the id of a list as list_lists does.
func listID(asOnForm string) string {
	id, err := concur.ParseListID(asOnForm)
	if err != nil {
		return asOnForm
	}
	return string(id)
}

// access names what may be done with a field (Expense Reports v4 > FormField).
func access(code string) string {
	switch code {
	case "HD":
		return "hidden"
	case "RO":
		return "read-only"
	case "RW":
		return "read-write"
	default:
		return code
	}
}

// plainJSON is a value that may be a text or an object: the text, or the object as
// it stands.
func plainJSON(value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return text
	}
	return string(value)
}
