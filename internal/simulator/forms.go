package simulator

import (
	"crypto/sha256"
	"fmt"
	"slices"
)

// formField is Expense Reports v4 > FormField.
type formField struct {
	FieldID                   string   `json:"fieldId"`
	FormFieldID               string   `json:"formFieldId"`
	FieldName                 string   `json:"fieldName"`
	FieldSequence             int      `json:"fieldSequence"`
	ControlType               string   `json:"controlType"`
	DataType                  string   `json:"dataType"`
	FieldAccess               string   `json:"fieldAccess"`
	IsRequired                bool     `json:"isRequired"`
	MaximumLength             *int     `json:"maximumLength"`
	DefaultValue              *string  `json:"defaultValue"`
	ParentFieldID             *string  `json:"parentFieldId"`
	ListID                    *string  `json:"listId"`
	ListLevel                 *int     `json:"listLevel"`
	IsExternalList            bool     `json:"isExternalList"`
	HasLineSeparator          bool     `json:"hasLineSeparator"`
	IsCopyDownSource          bool     `json:"isCopyDownSource"`
	ItemizationCopyDownAction string   `json:"itemizationCopyDownAction"`
	RequiredForAutoSave       bool     `json:"requiredForAutoSave"`
	Tooltip                   *string  `json:"tooltip"`
	ValidationExpression      *string  `json:"validationExpression"`
	ValidationMessage         *string  `json:"validationMessage"`
	ReferenceLink             *string  `json:"referenceLink"`
	TargetFieldSettings       []string `json:"targetFieldSettings"`
}

// form collects the fields of a form. Which fields a form has is each company's
// choice; apart from Name, those of the simulated company are inferred.
type form struct {
	id       string
	readOnly bool
	fields   []formField
}

// add puts a field at the end. A limit of zero is none.
func (f *form) add(fieldID, name, control, dataType string, required bool, limit int) *formField {
	field := formField{
		FieldID: fieldID, FormFieldID: hashID(f.id, fieldID), FieldName: name, FieldSequence: len(f.fields) + 1, ControlType: control,
		DataType: dataType, FieldAccess: "RW", IsRequired: required, ItemizationCopyDownAction: "None", RequiredForAutoSave: required,
	}
	if f.readOnly {
		field.FieldAccess = "RO"
	}
	if limit > 0 {
		field.MaximumLength = &limit
	}
	f.fields = append(f.fields, field)
	return &f.fields[len(f.fields)-1]
}

// addCustom puts the company's own fields at the end.
func (f *form) addCustom(fields []*customField, onForm func(*customField) bool) {
	for _, custom := range fields {
		if !onForm(custom) {
			continue
		}
		control, dataType, limit := "Edit", "String", customLimit
		if custom.list {
			control, dataType, limit = "List", "List", 0
		}
		field := f.add(custom.fieldName(), custom.label, control, dataType, false, limit)
		field.IsCopyDownSource, field.ItemizationCopyDownAction = custom.isCopyDownSource(), "ParentExpense"
		if custom.list {
			list, level := hashID("list", custom.id), 1
			field.ListID, field.ListLevel = &list, &level
		}
	}
}

// hashID is a v4 id that always belongs to the same thing.
func hashID(parts ...string) string {
	return fmt.Sprintf("%X", sha256.Sum256(fmt.Append(nil, parts)))[:32]
}

// getReportFormFields answers Expense Reports v4 > Get form fields: the form of the
// report's policy, or of the one that policyId names.
func getReportFormFields(st *state, c *call) reply {
	r, refusal := st.readable(c)
	if refusal != nil {
		return *refusal
	}
	under := st.policyOf(r)
	if id := c.query.Get("policyId"); id != "" {
		if !slices.Contains(st.person(r.ownerID).policies, v4ID(id)) {
			return refuseFields(c, fieldError{"policyId", "policyId is not valid", "field.invalid"})
		}
		under = st.policy(id)
	}
	f := form{id: under.reportFormID, readOnly: !r.changeable()}
	f.add("Name", "Report Name", "Edit", "String", true, nameLimit).IsCopyDownSource = true
	f.add("UserDefinedDate", "Report Date", "DateEdit", "Date", true, 0)
	f.add("StartDate", "Trip Start Date", "DateEdit", "Date", false, 0)
	f.add("EndDate", "Trip End Date", "DateEdit", "Date", false, 0)
	f.add("Purpose", "Business Purpose", "Edit", "String", false, purposeLimit)
	f.add("CountryCode", "Country", "List", "List", false, 2)
	f.add("Comment", "Comment", "TextArea", "String", false, commentLimit)
	f.addCustom(st.customFields, reportForm)
	return ok(f.fields)
}

// getExpenseFormFields answers Expenses v4 > Get form fields: the form of the
// expense's type, or of the one that expenseTypeId names.
func getExpenseFormFields(st *state, c *call) reply {
	r, e, _, refusal := st.readableExpense(c)
	if refusal != nil {
		return *refusal
	}
	under := st.policyOf(r)
	spentOn := under.typeOf(e)
	if id := c.query.Get("expenseTypeId"); id != "" {
		if spentOn = under.expenseType(id); spentOn == nil || spentOn.isHeading {
			return refuseFields(c, fieldError{"expenseTypeId", "expenseTypeId is not an expense type of the policy", "field.invalid"})
		}
	}
	f := form{id: under.entryFormV3ID + spentOn.id, readOnly: !r.changeable()}
	f.add("ExpKey", "Expense Type", "List", "List", true, 0)
	f.add("TransactionDate", "Transaction Date", "DateEdit", "Date", true, 0)
	f.add("Description", "Business Purpose", "Edit", "String", spentOn.needsPurpose, purposeLimit)
	if spentOn.isMileage {
		f.add("FromLocation", "From Location", "Edit", "String", true, journeyLimit)
		f.add("ToLocation", "To Location", "Edit", "String", true, journeyLimit)
		f.add("BusinessDistance", "Business Distance", "Edit", "Integer", true, 0)
	} else {
		f.add("VendorDescription", "Vendor Name", "Edit", "String", false, vendorLimit)
		f.add("LocName", "City of Purchase", "List", "List", false, 0)
		f.add("PatKey", "Payment Type", "List", "List", true, 0)
		f.add("TransactionAmount", "Amount", "Edit", "Money", true, 0)
		f.add("TransactionCurrencyName", "Currency", "List", "List", true, 0)
		f.add("ReceiptType", "Receipt Type", "List", "List", false, 0)
	}
	f.add("IsPersonal", "Personal Expense (do not reimburse)", "Checkbox", "Boolean", false, 0)
	f.add("Comment", "Comment", "TextArea", "String", false, commentLimit)
	f.addCustom(st.customFields, expenseFields)
	return ok(f.fields)
}
