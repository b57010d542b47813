package concur

import (
	"errors"
	"net/http"
)

// IsNotFound reports whether Concur knows nothing by the id that was asked for.
func IsNotFound(err error) bool { return refusedWith(err, http.StatusNotFound) }

// IsForbidden reports whether Concur refuses to show or do something to this
// person or token.
func IsForbidden(err error) bool {
	return refusedWith(err, http.StatusForbidden) || refusedWith(err, http.StatusUnauthorized)
}

func refusedWith(err error, status int) bool {
	var refused *Error
	return errors.As(err, &refused) && refused.Fault == Refused && refused.Status == status
}
