// tfjs-core alone has no gradients; importing @tensorflow/tfjs registers them. Every module that computes goes through here.
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';

// In "production" tfjs does not print its advice to install another backend.
tf.env().set('PROD', true);
