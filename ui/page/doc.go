// Package page is what all pages of the three faces share: rendering in the
// reader's language, the layout and its components, forms, problems, assets.
//
// A page is a function that decodes, makes its call to casework and responds.
// This package knows no page and decides nothing about permissions: casework
// does.
package page
