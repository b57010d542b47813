package concur

import (
	"bytes"
	"context"
	"encoding/json"
)

// Forms: which fields a report or an expense has, and what they are called.

// FormField is a field of a form (Expense Reports v4 > schema FormField).
type FormField struct {
	// FieldID is the logical field: Name, Custom3, OrgUnit1.
	FieldID     string `json:"fieldId"`
	FormFieldID string `json:"formFieldId"`
	// Name is the label, in the language of the person.
	Name        string `json:"fieldName"`
	Sequence    int    `json:"fieldSequence"`
	ControlType string `json:"controlType"`
	DataType    string `json:"dataType"`
	// Access is HD (hidden), RO (read-only) or RW.
	Access        string          `json:"fieldAccess"`
	IsRequired    bool            `json:"isRequired"`
	MaximumLength int             `json:"maximumLength"`
	DefaultValue  json.RawMessage `json:"defaultValue"`
	// ParentFieldID is the field above in a connected list.
	ParentFieldID     string `json:"parentFieldId"`
	ListID            string `json:"listId"`
	ListLevel         int    `json:"listLevel"`
	IsExternalList    bool   `json:"isExternalList"`
	IsCopyDownSource  bool   `json:"isCopyDownSource"`
	Tooltip           string `json:"tooltip"`
	ValidationMessage string `json:"validationMessage"`
}

// CustomID is the id under which custom fields have the field, custom3 or orgUnit1;
// empty for the fields that every form has.
func (f FormField) CustomID() string {
	id, _ := customID(f.FieldID)
	return id
}

// formFields takes both forms that are documented: a bare list, and one that is
// wrapped (Expense Reports v4 > Get form fields).
type formFields []FormField

// UnmarshalJSON implements json.Unmarshaler.
func (f *formFields) UnmarshalJSON(data []byte) error {
	if !bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		return json.Unmarshal(data, (*[]FormField)(f))
	}
	var wrapped struct {
		Fields []FormField `json:"formFields"`
	}
	err := json.Unmarshal(data, &wrapped)
	*f = wrapped.Fields
	return err
}

// ReportForm lists the fields of the form of a report, or of the form that it would
// have under another policy.
func (s *Session) ReportForm(ctx context.Context, report ReportID, policy PolicyID) ([]FormField, error) {
	var fields formFields
	err := s.do(ctx, request{
		operation: "get_report_form_fields", path: map[string]string{"reportId": string(report)}, query: query("policyId", string(policy)),
	}, &fields)
	return fields, err
}

// ExpenseForm lists the fields of the form of an expense, or of the form that it would
// have with another expense type.
func (s *Session) ExpenseForm(ctx context.Context, report ReportID, expense ExpenseID, expenseType string) ([]FormField, error) {
	var fields formFields
	err := s.do(ctx, request{
		operation: "get_expense_form_fields", path: map[string]string{"reportId": string(report), "expenseId": string(expense)},
		query: query("expenseTypeId", expenseType),
	}, &fields)
	return fields, err
}
