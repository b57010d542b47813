package simulator

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
)

// quickParts is what a form with a picture holds.
type quickParts struct {
	media            string
	picture, request []byte
}

// quickForm reads a form with the parts fileContent and quickExpenseRequest, in any
// order. Other parts are ignored (inferred).
func quickForm(c *call) (quickParts, *reply) {
	media, parameters, err := mime.ParseMediaType(c.header.Get("Content-Type"))
	if err != nil || media != "multipart/form-data" {
		return quickParts{}, refuseQuick(c, http.StatusBadRequest, "badRequest", "The request is not multipart/form-data")
	}
	var form quickParts
	parts := multipart.NewReader(bytes.NewReader(c.body), parameters["boundary"])
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return form, form.check(c)
		}
		if err != nil {
			return form, refuseQuick(c, http.StatusBadRequest, "badRequest", "The form cannot be read")
		}
		var content bytes.Buffer
		if _, err := content.ReadFrom(part); err != nil {
			return form, refuseQuick(c, http.StatusBadRequest, "badRequest", "The form cannot be read")
		}
		switch part.FormName() {
		case "fileContent":
			form.media, form.picture = part.Header.Get("Content-Type"), content.Bytes()
		case "quickExpenseRequest":
			form.request = content.Bytes()
		}
	}
}

func (p quickParts) check(c *call) *reply {
	switch {
	case p.picture == nil:
		return refuseQuick(c, http.StatusBadRequest, "badRequest", "Required part 'fileContent' is not present")
	case p.request == nil:
		return refuseQuick(c, http.StatusBadRequest, "badRequest", "Required part 'quickExpenseRequest' is not present")
	case !slices.Contains([]string{"image/png", "application/pdf", "image/tiff", "image/jpeg"}, p.media):
		return refuseQuick(c, http.StatusBadRequest, "unsupportedFile", "The file type is not supported")
	case len(p.picture) > quickPicture:
		return refuseQuick(c, http.StatusBadRequest, "fileTooLarge", "The file is larger than 50 MB")
	}
	return nil
}

// quickError is Quick Expense v4 > QuickExpenseError.
type quickError struct {
	ErrorID          string         `json:"errorId"`
	ErrorMessage     string         `json:"errorMessage"`
	HTTPStatus       string         `json:"httpStatus"`
	Path             string         `json:"path"`
	Timestamp        string         `json:"timestamp"`
	ValidationErrors []quickFinding `json:"validationErrors,omitempty"`
}

type quickFinding struct {
	Message string `json:"message"`
	Source  string `json:"source"`
}

// refuseQuick answers with the error body of Quick Expense v4. Its error ids, but for
// validationError, are inferred.
func refuseQuick(c *call, status int, id, message string, findings ...fieldError) *reply {
	body := quickError{
		ErrorID: id, ErrorMessage: message, HTTPStatus: quickStatus(status), Path: c.uri,
		Timestamp: c.now.UTC().Format("2006-01-02T15:04:05.000-0700"),
	}
	for _, f := range findings {
		body.ValidationErrors = append(body.ValidationErrors, quickFinding{f.message, f.source})
	}
	return &reply{status: status, body: body}
}

// quickStatus is "400 Bad Request", where the other v4 APIs put a dash.
func quickStatus(status int) string { return strings.Replace(statusText(status), " - ", " ", 1) }
